import { LEDGER } from "../aws/environment.ts";
import {
  anyBucket,
  arn,
  bootstrap,
  index,
  ofProtectedName,
  ofThisAccount,
  type Places,
  parameters,
  viaDynamoDb,
  viaS3,
  viaSsm,
} from "./places.ts";

/** One right: some actions on some things, under some conditions. One statement of a policy. */
export interface Right {
  /** Its column in the matrix, and what stands there. */
  readonly column: string;
  readonly cell: string;
  readonly actions: readonly string[];
  readonly on: (at: Places) => readonly string[];
  readonly when?: (at: Places) => Record<string, Record<string, string | readonly string[]>>;
  /** Why its resources hold a wildcard. */
  readonly wildcard?: string;
}

const PARAMETERS_BELOW = "apps and stages come and go: the prefix is all that is known of the parameters' names";
const KEYS_OF_OTHERS =
  "which keys the parameters are under is their owners' choice; via SSM and for parameters below the prefix only";
const BUCKET_OF_SST =
  "only /sst/bootstrap tells which bucket is SST's; buckets of this account and keys that SST gives only";
const KEYS_OF_BUCKETS = "which key SST's bucket is under is its owner's choice; via S3 only";

/** Every right that any function of the stack holds. Nothing else is granted anywhere. */
export const RIGHTS = {
  ReadValues: {
    column: "SSM values",
    cell: "read",
    actions: ["ssm:GetParameter", "ssm:GetParameterHistory", "ssm:ListTagsForResource"],
    on: (at) => [parameters(at)],
    wildcard: PARAMETERS_BELOW,
  },
  ListParameters: {
    column: "SSM values",
    cell: "metadata only",
    actions: ["ssm:DescribeParameters"],
    on: () => ["*"],
    wildcard: "AWS authorizes DescribeParameters on everything or nothing; it gives metadata, never a value",
  },
  WriteParameters: {
    column: "writes SSM",
    cell: "**yes**",
    actions: ["ssm:PutParameter", "ssm:AddTagsToResource"],
    on: (at) => [parameters(at)],
    wildcard: PARAMETERS_BELOW,
  },
  DecryptParameters: {
    column: "parameters' own keys, via SSM",
    cell: "decrypt",
    actions: ["kms:Decrypt"],
    on: (at) => [arn(at, "kms", "key/*")],
    when: viaSsm,
    wildcard: KEYS_OF_OTHERS,
  },
  EncryptParameters: {
    column: "parameters' own keys, via SSM",
    cell: "encrypt",
    // Standard parameters are encrypted directly, advanced ones under a data key (KMS guide, Parameter Store).
    actions: ["kms:Encrypt", "kms:GenerateDataKey"],
    on: (at) => [arn(at, "kms", "key/*")],
    when: viaSsm,
    wildcard: KEYS_OF_OTHERS,
  },
  Seal: {
    column: "vault key, direct",
    cell: "encrypt",
    actions: ["kms:Encrypt"],
    on: (at) => [at.key],
    when: ofProtectedName,
  },
  Open: {
    column: "vault key, direct",
    cell: "decrypt",
    actions: ["kms:Decrypt"],
    on: (at) => [at.key],
    when: ofProtectedName,
  },
  UseTables: {
    column: "vault key, via DynamoDB",
    cell: "read",
    actions: ["kms:Decrypt", "kms:DescribeKey"],
    on: (at) => [at.key],
    when: viaDynamoDb,
  },
  UseTablesToWrite: {
    column: "vault key, via DynamoDB",
    cell: "write",
    // DynamoDB acts as its caller; this is what it asks of one that writes (DynamoDB guide, encryption usage notes).
    actions: [
      "kms:Encrypt",
      "kms:GenerateDataKey",
      "kms:GenerateDataKeyWithoutPlaintext",
      "kms:ReEncryptFrom",
      "kms:ReEncryptTo",
    ],
    on: (at) => [at.key],
    when: viaDynamoDb,
  },
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
  AppendToLedger: {
    column: "ledger",
    cell: "append",
    actions: ["dynamodb:Query", "dynamodb:PutItem"],
    on: (at) => [at.ledger],
  },
  ScanLedgerIndex: {
    column: "ledger",
    cell: "read, no ciphertext",
    actions: ["dynamodb:Scan"],
    on: (at) => [index(at, LEDGER.byParameter)],
  },
  QueryLedgerIndex: {
    column: "ledger",
    cell: "read, no ciphertext",
    actions: ["dynamodb:Query"],
    on: (at) => [index(at, LEDGER.byParameter)],
  },
  KeepStatus: {
    column: "status",
    cell: "read, put",
    actions: ["dynamodb:GetItem", "dynamodb:PutItem"],
    on: (at) => [at.status],
  },
  ReadStatus: {
    column: "status",
    cell: "read",
    actions: ["dynamodb:GetItem", "dynamodb:Scan"],
    on: (at) => [at.status],
  },
  ScanStatus: { column: "status", cell: "read", actions: ["dynamodb:Scan"], on: (at) => [at.status] },
  RecordSweep: {
    column: "status",
    cell: "put its own row",
    actions: ["dynamodb:GetItem", "dynamodb:PutItem"],
    on: (at) => [at.status],
    // Null: where the request named no key at all, ForAllValues would hold.
    when: () => ({
      "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": "sweep" },
      Null: { "dynamodb:LeadingKeys": "false" },
    }),
  },
  ConsumeChanges: {
    column: "changes queue",
    cell: "consume",
    actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"],
    on: (at) => [at.changes],
  },
  SendChanges: { column: "changes queue", cell: "send", actions: ["sqs:SendMessage"], on: (at) => [at.changes] },
  ConsumeChecks: {
    column: "checks queue",
    cell: "consume",
    actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"],
    on: (at) => [at.checks],
  },
  SendChecks: { column: "checks queue", cell: "send", actions: ["sqs:SendMessage"], on: (at) => [at.checks] },
  PutEvents: {
    column: "default bus",
    cell: "put",
    actions: ["events:PutEvents"],
    on: (at) => [arn(at, "events", "event-bus/default")],
    // AWS always gives the source of PutEvents; IfExists for the local AWS, which never does.
    when: () => ({ StringEqualsIfExists: { "events:source": "sst-vault" } }),
  },
  Notify: { column: "topic", cell: "publish", actions: ["sns:Publish"], on: (at) => [at.topic] },
  InspectQueues: {
    column: "health",
    cell: "queues",
    actions: ["sqs:GetQueueAttributes"],
    on: (at) => [at.changes, at.deadLetters, at.checks, at.checksDeadLetters],
  },
  InspectKey: { column: "health", cell: "key", actions: ["kms:DescribeKey"], on: (at) => [at.key] },
  InspectTables: {
    column: "health",
    cell: "tables",
    actions: ["dynamodb:DescribeTable"],
    on: (at) => [at.ledger, at.status],
  },
  WriteLog: {
    column: "own log",
    cell: "write",
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    on: (at) => [at.log],
  },
} as const satisfies Record<string, Right>;
