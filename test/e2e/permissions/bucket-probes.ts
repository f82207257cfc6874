import { GetObjectCommand, ListObjectsV2Command, ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import type { Probe } from "./probe.ts";
import type { Scene } from "./scene.ts";

const OURS = "if s3:ResourceAccount";

/** A probe for each right to SST's bucket. That buckets of other accounts are refused: state-bucket.test.ts. */
export function bucketProbes({ bucket: Bucket }: Scene): Record<string, Probe> {
  const get =
    (Key: string): Probe =>
    ({ s3 }) =>
      s3.send(new GetObjectCommand({ Bucket, Key }));
  return {
    [`s3:GetObject on arn:aws:s3:::*/app/* ${OURS}`]: get("app/a/b.json"),
    [`s3:GetObject on arn:aws:s3:::*/secret/* ${OURS}`]: get("secret/a/b.json"),
    [`s3:GetObject on arn:aws:s3:::*/lock/* ${OURS}`]: get("lock/a/b.json"),
    [`s3:ListBucket on arn:aws:s3:::* ${OURS}`]: ({ s3 }) => s3.send(new ListObjectsV2Command({ Bucket })),
    [`s3:ListBucketVersions on arn:aws:s3:::* ${OURS}, s3:prefix`]: ({ s3 }) =>
      s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: "app/a/b.json" })),
  };
}
