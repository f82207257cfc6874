/**
 * What `status` reads of each part of the vault, as the AWS actions that it takes. The one place: the rights of the
 * function `query`, the README's table and the words of a check that was denied are made of it.
 */
export const INSPECTIONS = {
  /** Rows of the status table. */
  status: ["dynamodb:GetItem", "dynamodb:Scan"],
  queues: ["sqs:GetQueueAttributes"],
  key: ["kms:DescribeKey"],
  tables: ["dynamodb:DescribeTable", "dynamodb:DescribeContinuousBackups"],
  "ledger's policy": ["dynamodb:GetResourcePolicy"],
  sources: ["lambda:ListEventSourceMappings"],
  rules: ["events:DescribeRule", "events:ListTargetsByRule"],
  functions: ["lambda:GetFunctionConfiguration", "lambda:GetFunctionConcurrency"],
  "restore's alias": ["lambda:GetFunctionConfiguration"],
  "who may invoke sweep": ["lambda:GetPolicy"],
  roles: ["iam:GetRolePolicy", "iam:ListRolePolicies", "iam:ListAttachedRolePolicies"],
  metrics: ["cloudwatch:GetMetricData"],
  alarms: ["cloudwatch:DescribeAlarms"],
  topic: ["sns:GetTopicAttributes"],
  trails: ["cloudtrail:DescribeTrails"],
  "trails' state": ["cloudtrail:GetTrailStatus"],
} as const;

export type Inspection = keyof typeof INSPECTIONS;
