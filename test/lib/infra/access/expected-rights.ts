import type { Duty } from "../../../../lib/infra/access/access.ts";

const PARAMETERS = "arn:aws:ssm:parameter/sst/passphrase/*";
const OTHERS_KEYS = "arn:aws:kms:key/*";
const OF_THIS_ACCOUNT = `{"StringEquals":{"s3:ResourceAccount":"111122223333"}`;
const RULES = [
  "changes",
  "trail",
  "sweep-schedule",
  ...["key-deletion", "key-disabled", "key-policy"].map((name) => `danger-${name}`),
  ...["deleted", "changed", "backups", "expiry", "policy"].map((what) => `danger-table-${what}`),
]
  .map((name) => `arn:aws:events:rule/sst-vault-${name}`)
  .join(" ");
const FUNCTIONS = ["capture", "sweep", "verify", "restore", "query", "tamper"]
  .map((name) => `arn:aws:lambda:function:sst-vault-${name}`)
  .join(" ");
const ROLES = ["Capture", "Sweep", "Verify", "Restore", "Tamper"].map((duty) => `Functions${duty}Role`).join(" ");
/** What it takes to read SST's files. */
const ARTIFACTS = [
  "ssm:GetParameter on arn:aws:ssm:parameter/sst/bootstrap",
  `s3:GetObject on arn:aws:s3:::*/app/* arn:aws:s3:::*/secret/* arn:aws:s3:::*/lock/* if ${OF_THIS_ACCOUNT}}`,
  `s3:ListBucket on arn:aws:s3:::* if ${OF_THIS_ACCOUNT}}`,
  `s3:ListBucketVersions on arn:aws:s3:::* if ${OF_THIS_ACCOUNT},"StringLike":{"s3:prefix":["app/*","secret/*"]}}`,
  `kms:Decrypt on ${OTHERS_KEYS} if {"StringEquals":{"kms:ViaService":"s3.eu-central-1.amazonaws.com"}}`,
];
const VIA_SSM = `{"StringEquals":{"kms:ViaService":"ssm.eu-central-1.amazonaws.com"},"StringLike":{"kms:EncryptionContext:PARAMETER_ARN":"arn:aws:ssm:eu-central-1:111122223333:parameter/sst/passphrase/*"}}`;
const VIA_DYNAMODB = `{"StringEquals":{"kms:ViaService":"dynamodb.eu-central-1.amazonaws.com"}}`;
const PROTECTED_NAME = `{"StringLike":{"kms:EncryptionContext:name":"/sst/passphrase/*"}}`;
const OUR_EVENTS = `{"ForAllValues:StringEquals":{"events:source":"sst-vault"}}`;
const OWN_ROW = `{"ForAllValues:StringEquals":{"dynamodb:LeadingKeys":"sweep"},"Null":{"dynamodb:LeadingKeys":"false"}}`;
const TABLE_KEY_TO_WRITE =
  "kms:Encrypt kms:GenerateDataKey kms:GenerateDataKeyWithoutPlaintext kms:ReEncryptFrom kms:ReEncryptTo";

/** Written out a second time on purpose: whoever gives a function a right must say so here as well. */
export const EXPECTED: Record<Duty, string[]> = {
  capture: [
    `ssm:GetParameter ssm:GetParameterHistory ssm:ListTagsForResource on ${PARAMETERS}`,
    `ssm:GetParameters on ${PARAMETERS}`,
    `kms:Decrypt on ${OTHERS_KEYS} if ${VIA_SSM}`,
    `kms:Encrypt on StorageKey if ${PROTECTED_NAME}`,
    `kms:Decrypt kms:DescribeKey on StorageKey if ${VIA_DYNAMODB}`,
    `${TABLE_KEY_TO_WRITE} on StorageKey if ${VIA_DYNAMODB}`,
    "dynamodb:Query dynamodb:PutItem on StorageLedger",
    "dynamodb:BatchGetItem on StorageLedger",
    "dynamodb:GetItem dynamodb:PutItem on StorageStatus",
    "sqs:ReceiveMessage sqs:DeleteMessage sqs:ChangeMessageVisibility sqs:GetQueueAttributes on ChangesQueue",
    "sqs:SendMessage on ChecksQueue",
    `events:PutEvents on arn:aws:events:event-bus/default if ${OUR_EVENTS}`,
    "sns:Publish on AlarmsTopic",
    "logs:CreateLogStream logs:PutLogEvents on FunctionsCaptureLog",
  ],
  sweep: [
    "ssm:DescribeParameters on *",
    `kms:Decrypt kms:DescribeKey on StorageKey if ${VIA_DYNAMODB}`,
    `${TABLE_KEY_TO_WRITE} on StorageKey if ${VIA_DYNAMODB}`,
    "dynamodb:Scan on StorageLedger/index/by-parameter",
    "dynamodb:Scan on StorageStatus",
    `dynamodb:GetItem dynamodb:PutItem on StorageStatus if ${OWN_ROW}`,
    "sqs:SendMessage on ChangesQueue",
    "sqs:SendMessage on ChecksQueue",
    "logs:CreateLogStream logs:PutLogEvents on FunctionsSweepLog",
  ],
  verify: [
    `ssm:GetParameter ssm:GetParameterHistory ssm:ListTagsForResource on ${PARAMETERS}`,
    `kms:Decrypt on ${OTHERS_KEYS} if ${VIA_SSM}`,
    ...ARTIFACTS,
    `kms:Decrypt on StorageKey if ${PROTECTED_NAME}`,
    `kms:Decrypt kms:DescribeKey on StorageKey if ${VIA_DYNAMODB}`,
    `${TABLE_KEY_TO_WRITE} on StorageKey if ${VIA_DYNAMODB}`,
    "dynamodb:Query dynamodb:PutItem on StorageLedger",
    "dynamodb:GetItem dynamodb:PutItem dynamodb:Scan on StorageStatus",
    "sqs:ReceiveMessage sqs:DeleteMessage sqs:ChangeMessageVisibility sqs:GetQueueAttributes on ChecksQueue",
    `events:PutEvents on arn:aws:events:event-bus/default if ${OUR_EVENTS}`,
    "sns:Publish on AlarmsTopic",
    "logs:CreateLogStream logs:PutLogEvents on FunctionsVerifyLog",
  ],
  restore: [
    `ssm:GetParameter ssm:GetParameterHistory ssm:ListTagsForResource on ${PARAMETERS}`,
    `ssm:PutParameter ssm:AddTagsToResource on ${PARAMETERS}`,
    `kms:Decrypt on ${OTHERS_KEYS} if ${VIA_SSM}`,
    `kms:Encrypt kms:GenerateDataKey on ${OTHERS_KEYS} if ${VIA_SSM}`,
    ...ARTIFACTS,
    `kms:Encrypt on StorageKey if ${PROTECTED_NAME}`,
    `kms:Decrypt on StorageKey if ${PROTECTED_NAME}`,
    `kms:Decrypt kms:DescribeKey on StorageKey if ${VIA_DYNAMODB}`,
    `${TABLE_KEY_TO_WRITE} on StorageKey if ${VIA_DYNAMODB}`,
    "dynamodb:Query dynamodb:PutItem on StorageLedger",
    "dynamodb:GetItem dynamodb:PutItem on StorageStatus",
    `events:PutEvents on arn:aws:events:event-bus/default if ${OUR_EVENTS}`,
    "sns:Publish on AlarmsTopic",
    "logs:CreateLogStream logs:PutLogEvents on FunctionsRestoreLog",
  ],
  query: [
    `kms:Decrypt kms:DescribeKey on StorageKey if ${VIA_DYNAMODB}`,
    "dynamodb:Scan on StorageLedger/index/by-parameter",
    "dynamodb:Query on StorageLedger/index/by-parameter StorageLedger/index/by-month",
    "dynamodb:GetItem dynamodb:Scan on StorageStatus",
    "sqs:GetQueueAttributes on ChangesQueue ChangesDeadLetters ChecksQueue ChecksDeadLetters",
    "kms:DescribeKey on StorageKey",
    "dynamodb:DescribeTable dynamodb:DescribeContinuousBackups on StorageLedger StorageStatus",
    "dynamodb:GetResourcePolicy on StorageLedger",
    "lambda:ListEventSourceMappings on *",
    `events:DescribeRule events:ListTargetsByRule on ${RULES}`,
    `lambda:GetFunctionConfiguration lambda:GetFunctionConcurrency on ${FUNCTIONS}`,
    "lambda:GetFunctionConfiguration on arn:aws:lambda:function:sst-vault-restore:force",
    "lambda:GetPolicy on arn:aws:lambda:function:sst-vault-sweep",
    `iam:GetRolePolicy iam:ListRolePolicies iam:ListAttachedRolePolicies on ${ROLES}`,
    "cloudwatch:GetMetricData on *",
    "cloudwatch:DescribeAlarms on *",
    "sns:GetTopicAttributes on AlarmsTopic",
    "cloudtrail:DescribeTrails on *",
    "cloudtrail:GetTrailStatus on arn:aws:cloudtrail:*:*:trail/*",
    "logs:CreateLogStream logs:PutLogEvents on FunctionsQueryLog",
  ],
  tamper: [
    `kms:Decrypt kms:DescribeKey on StorageKey if ${VIA_DYNAMODB}`,
    "dynamodb:DescribeStream dynamodb:GetShardIterator dynamodb:GetRecords dynamodb:ListStreams on StorageLedger/stream/*",
    "sns:Publish on AlarmsTopic",
    "logs:CreateLogStream logs:PutLogEvents on FunctionsTamperLog",
  ],
};
