import { HeadObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { GetParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { parseBootstrap } from "../sst/bootstrap.ts";
import { FALLBACK_STAGE } from "../sst/names.ts";
import { parseSecretsFile } from "../sst/secrets-file.ts";
import { parseStateFile } from "../sst/state-file.ts";
import type { ArtifactReader } from "../vault/ports.ts";
import { awsErrorFacts, isAws, isTransient } from "./aws-error.ts";
import { readObject } from "./read-object.ts";

const BOOTSTRAP = "/sst/bootstrap";

/**
 * SST's files in the bucket that `/sst/bootstrap` names. Only buckets of this account are read: whoever can
 * write the bootstrap could otherwise prove any value with files of their own.
 * @param account the account that must own the bucket
 */
export function artifactReader(s3: S3Client, ssm: SSMClient, account: string): ArtifactReader {
  return {
    bucket: () => bucket(ssm),

    async state(Bucket, app, stage, known) {
      if (stage === FALLBACK_STAGE) return null;
      const Key = `app/${app}/${stage}.json`;
      const found = await readObject(s3, { Bucket, Key, owner: account, known });
      if (!("bytes" in found)) return found;
      const { bytes, etag } = found;
      const file = await parseStateFile(bytes);
      if (file.kind === "unreadable") return at(file, Bucket, Key);
      return file.kind === "empty" ? { kind: "empty", etag } : { kind: "present", file, etag };
    },

    async secrets(Bucket, app, stage, known) {
      const Key = `secret/${app}/${stage}.json`;
      const found = await readObject(s3, { Bucket, Key, owner: account, known });
      if (!("bytes" in found)) return found;
      const file = await parseSecretsFile(found.bytes);
      return file.kind === "present" ? { kind: "present", file, etag: found.etag } : at(file, Bucket, Key);
    },

    async locked(Bucket, app, stage) {
      const lock = { Bucket, Key: `lock/${app}/${stage}.json`, ExpectedBucketOwner: account };
      try {
        await s3.send(new HeadObjectCommand(lock));
        return true;
      } catch (error) {
        if (isTransient(error)) throw error;
        return false;
      }
    },
  };
}

/** Says where the file is that cannot be read: its older versions are there, too. */
function at<File extends { kind: "unreadable"; reason: string }>(file: File, bucket: string, key: string): File {
  return { ...file, reason: `${file.reason}: s3://${bucket}/${key}` };
}

async function bucket(ssm: SSMClient): Promise<{ bucket: string } | { unreadable: string }> {
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: BOOTSTRAP, WithDecryption: true }));
    const bootstrap = parseBootstrap(Parameter?.Value ?? "");
    if (bootstrap.kind === "present") return { bucket: bootstrap.bucket };
    return { unreadable: `${bootstrap.reason}: put ${BOOTSTRAP} back as it was (aws ssm get-parameter-history)` };
  } catch (error) {
    if (isAws(error, "ParameterNotFound")) {
      return {
        unreadable: `there is no ${BOOTSTRAP} to find SST's state bucket by: put it back with the old bucket's name before the next sst command, which would make a new, empty bucket`,
      };
    }
    if (isTransient(error)) throw error;
    if (isAws(error, "AccessDeniedException")) {
      return { unreadable: `may not read ${BOOTSTRAP}: let the vault's function read it, and use its key` };
    }
    return { unreadable: `${BOOTSTRAP} cannot be read: AWS answered ${awsErrorFacts(error)?.name}` };
  }
}
