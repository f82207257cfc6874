import { DeleteObjectCommand, ListObjectVersionsCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { STATE_BUCKET } from "../../lib/local/sst-home.ts";
import { localAws } from "../support/local-aws.ts";

export const stateKey = (app: string, stage: string) => `app/${app}/${stage}.json`;
export const secretsKey = (app: string, stage: string) => `secret/${app}/${stage}.json`;

/** What SST does to its state bucket. */
export function stateBucket() {
  const s3 = new S3Client({ ...localAws(), forcePathStyle: true });
  return {
    put: (Key: string, Body: Buffer = Buffer.alloc(0)) =>
      s3.send(new PutObjectCommand({ Bucket: STATE_BUCKET, Key, Body })),
    /** Removes every version, as `sst remove` does with `state.purge`. */
    purge: async (Prefix: string) => {
      const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: STATE_BUCKET, Prefix }));
      for (const { Key, VersionId } of Versions) {
        await s3.send(new DeleteObjectCommand({ Bucket: STATE_BUCKET, Key, VersionId }));
      }
    },
    remove: (Key: string) => s3.send(new DeleteObjectCommand({ Bucket: STATE_BUCKET, Key })),
  };
}
