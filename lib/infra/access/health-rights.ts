import { RULES } from "../../aws/environment.ts";
import { arn } from "./places.ts";
import type { Right } from "./right.ts";

const ALL_OR_NOTHING = "AWS authorizes it on everything or nothing; it gives figures and states, never a value";
const BY_NAME_IN_AWS_ONLY =
  "AWS can narrow it to metric alarms by name, the local AWS on which every right is tried cannot; it gives states, never a value";

/** Rights to see how the vault is: `status` asks every part of it. */
export const HEALTH_RIGHTS = {
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
    actions: ["dynamodb:DescribeTable", "dynamodb:DescribeContinuousBackups"],
    on: (at) => [at.ledger, at.status],
  },
  InspectPolicy: {
    column: "health",
    cell: "ledger's policy",
    actions: ["dynamodb:GetResourcePolicy"],
    on: (at) => [at.ledger],
  },
  InspectSources: {
    column: "health",
    cell: "sources",
    actions: ["lambda:ListEventSourceMappings"],
    on: () => ["*"],
    wildcard: "AWS authorizes the list on everything or nothing; by its id a source that was bound anew is not found",
  },
  InspectRules: {
    column: "health",
    cell: "rules",
    actions: ["events:DescribeRule"],
    on: (at) => RULES.map((rule) => arn(at, "events", `rule/${at.vaultName}-${rule}`)),
  },
  InspectMetrics: {
    column: "health",
    cell: "metrics",
    actions: ["cloudwatch:GetMetricData"],
    on: () => ["*"],
    wildcard: ALL_OR_NOTHING,
  },
  InspectAlarms: {
    column: "health",
    cell: "alarms",
    actions: ["cloudwatch:DescribeAlarms"],
    on: () => ["*"],
    wildcard: BY_NAME_IN_AWS_ONLY,
  },
  InspectTopic: { column: "health", cell: "topic", actions: ["sns:GetTopicAttributes"], on: (at) => [at.topic] },
  FindTrails: {
    column: "health",
    cell: "trails",
    actions: ["cloudtrail:DescribeTrails"],
    on: () => ["*"],
    wildcard: ALL_OR_NOTHING,
  },
  InspectTrails: {
    column: "health",
    cell: "trails",
    actions: ["cloudtrail:GetTrailStatus"],
    on: (at) => [`arn:${at.partition}:cloudtrail:*:*:trail/*`],
    wildcard:
      "which trail sees this region is the account's choice; it may be of another region, or the organization's",
  },
} as const satisfies Record<string, Right>;
