import type { Readable } from "node:stream";
import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type S3Client,
} from "@aws-sdk/client-s3";
import { MAX_FILE_BYTES } from "../sst/stored-object.ts";
import type { ArtifactName, VerdictCause } from "../vault/cause.ts";
import type { Artifact } from "../vault/verify/artifact.ts";
import { awsErrorFacts, isAws, isTransient } from "./aws-error.ts";

export interface Wanted {
  artifact: ArtifactName;
  Bucket: string;
  Key: string;
  /** The account that must own the bucket. */
  owner: string;
  /** The ETag of the content that is known already. */
  known: string | null;
}

/** An object that was read whole, or how it stands where it was not. */
export type ReadObject = { bytes: Buffer; etag: string } | Exclude<Artifact<never>, { kind: "present" | "empty" }>;

/**
 * Reads an object whole. `absent` only where S3 says so to one who may list the bucket: to others it answers
 * 403 for what is not there. Throws what may be otherwise a moment later.
 */
export async function readObject(s3: S3Client, wanted: Wanted): Promise<ReadObject> {
  const { Bucket, Key, owner, known } = wanted;
  const command = new GetObjectCommand({
    Bucket,
    Key,
    ExpectedBucketOwner: owner,
    ...(known !== null && { IfNoneMatch: known }),
  });
  try {
    const { Body, ContentLength, ETag } = await s3.send(command);
    if (!Body || ContentLength === undefined || !ETag) throw new Error("S3 answered without body, length or ETag");
    if (ContentLength > MAX_FILE_BYTES) {
      (Body as Readable).destroy();
      return unreadable({
        code: "file-unreadable",
        artifact: wanted.artifact,
        bucket: Bucket,
        key: Key,
        problem: "too-large",
      });
    }
    return { bytes: Buffer.from(await Body.transformToByteArray()), etag: ETag };
  } catch (error) {
    if (known !== null && awsErrorFacts(error)?.status === 304) return { kind: "unchanged", etag: known };
    if (isAws(error, "NoSuchKey")) return absent(s3, wanted);
    return refused(error, "s3:GetObject", wanted);
  }
}

/** What is not there, with the newest of its older versions: a delete marker is none, it holds nothing. */
async function absent(s3: S3Client, wanted: Wanted): Promise<ReadObject> {
  const { Bucket, Key, owner } = wanted;
  let next: { KeyMarker?: string; VersionIdMarker?: string } | null = {};
  try {
    while (next) {
      const command = new ListObjectVersionsCommand({ Bucket, Prefix: Key, ExpectedBucketOwner: owner, ...next });
      const page: ListObjectVersionsCommandOutput = await s3.send(command);
      // Newest first; the prefix is that of longer keys, too.
      const newest = page.Versions?.find((version) => version.Key === Key);
      if (newest) {
        return { kind: "absent", olderVersion: { bucket: Bucket, key: Key, version: newest.VersionId ?? "null" } };
      }
      const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
      next = page.IsTruncated ? { ...(KeyMarker && { KeyMarker }), ...(VersionIdMarker && { VersionIdMarker }) } : null;
    }
    return { kind: "absent", olderVersion: null };
  } catch (error) {
    return refused(error, "s3:ListBucketVersions", wanted);
  }
}

function refused(error: unknown, right: "s3:GetObject" | "s3:ListBucketVersions", { Bucket, Key }: Wanted): ReadObject {
  if (isTransient(error)) throw error;
  const { name = "an unknown error", status } = awsErrorFacts(error) ?? {};
  if (name === "NoSuchBucket") return unreadable({ code: "bucket-missing", bucket: Bucket });
  const object = { bucket: Bucket, key: Key, error: name };
  return unreadable(status === 403 ? { code: "object-denied", right, ...object } : { code: "object-error", ...object });
}

function unreadable(cause: VerdictCause): ReadObject {
  return { kind: "unreadable", cause };
}
