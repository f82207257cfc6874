import { anyBucket, arn, bootstrap, ofThisAccount, viaS3 } from "./places.ts";
import type { Right } from "./right.ts";

const BUCKET_OF_SST =
  "only /sst/bootstrap tells which bucket is SST's; buckets of this account and keys that SST gives only";
const KEYS_OF_BUCKETS = "which key SST's bucket is under is its owner's choice; via S3 only";

/** Rights on SST's files, which prove a passphrase. */
export const ARTIFACT_RIGHTS = {
  ReadBootstrap: {
    column: "SST's bootstrap",
    cell: "read",
    actions: ["ssm:GetParameter"],
    on: (at) => [bootstrap(at)],
  },
  ReadArtifacts: {
    column: "state bucket",
    cell: "read",
    actions: ["s3:GetObject"],
    on: (at) => ["app", "secret", "lock"].map((folder) => `${anyBucket(at)}/${folder}/*`),
    when: ofThisAccount,
    wildcard: BUCKET_OF_SST,
  },
  // Without it S3 answers 403 for what is not there. Not by prefix: a GetObject, of which it is asked, has none.
  FindArtifacts: {
    column: "state bucket",
    cell: "list",
    actions: ["s3:ListBucket"],
    on: (at) => [anyBucket(at)],
    when: ofThisAccount,
    wildcard: BUCKET_OF_SST,
  },
  FindOldVersions: {
    column: "state bucket",
    cell: "list versions",
    actions: ["s3:ListBucketVersions"],
    on: (at) => [anyBucket(at)],
    when: (at) => ({ ...ofThisAccount(at), StringLike: { "s3:prefix": ["app/*", "secret/*"] } }),
    wildcard: BUCKET_OF_SST,
  },
  DecryptArtifacts: {
    column: "state bucket's key, via S3",
    cell: "decrypt",
    actions: ["kms:Decrypt"],
    on: (at) => [arn(at, "kms", "key/*")],
    when: viaS3,
    wildcard: KEYS_OF_BUCKETS,
  },
} as const satisfies Record<string, Right>;
