import { HeadObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { GetParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { parseBootstrap } from "../sst/bootstrap.ts";
import { FALLBACK_STAGE } from "../sst/names.ts";
import { parseSecretsFile } from "../sst/secrets-file.ts";
import { parseStateFile } from "../sst/state-file.ts";
import type { BootstrapCause, VerdictCause } from "../vault/cause.ts";
import type { ArtifactReader } from "../vault/ports.ts";
import type { Artifact } from "../vault/verify/artifact.ts";
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
      const found = await readObject(s3, { artifact: "state", Bucket, Key, owner: account, known });
      if (!("bytes" in found)) return found;
      const { bytes, etag } = found;
      const file = await parseStateFile(bytes);
      if (file.kind === "unreadable") return unreadable({ artifact: "state", bucket: Bucket, key: Key, ...file });
      return file.kind === "empty" ? { kind: "empty", etag } : { kind: "present", file, etag };
    },

    async secrets(Bucket, app, stage, known) {
      const Key = `secret/${app}/${stage}.json`;
      const found = await readObject(s3, { artifact: "secrets", Bucket, Key, owner: account, known });
      if (!("bytes" in found)) return found;
      const file = await parseSecretsFile(found.bytes);
      if (file.kind === "unreadable") return unreadable({ artifact: "secrets", bucket: Bucket, key: Key, ...file });
      return { kind: "present", file, etag: found.etag };
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

type FileCause = Extract<VerdictCause, { code: "file-unreadable" }>;

/** Names the object: its older versions are there, too. */
function unreadable({ artifact, bucket, key, problem }: Omit<FileCause, "code">): Artifact<never> {
  return { kind: "unreadable", cause: { code: "file-unreadable", artifact, bucket, key, problem } };
}

async function bucket(ssm: SSMClient): Promise<{ bucket: string } | { unreadable: BootstrapCause }> {
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: BOOTSTRAP, WithDecryption: true }));
    const bootstrap = parseBootstrap(Parameter?.Value ?? "");
    if (bootstrap.kind === "present") return { bucket: bootstrap.bucket };
    return { unreadable: { code: "bootstrap-invalid", problem: bootstrap.problem } };
  } catch (error) {
    if (isAws(error, "ParameterNotFound")) return { unreadable: { code: "bootstrap-missing" } };
    if (isTransient(error)) throw error;
    if (isAws(error, "AccessDeniedException")) return { unreadable: { code: "bootstrap-denied" } };
    return { unreadable: { code: "bootstrap-error", error: awsErrorFacts(error)?.name ?? "an unknown error" } };
  }
}
