import { DescribeTrailsCommand, GetTrailStatusCommand } from "@aws-sdk/client-cloudtrail";
import { DescribeAlarmsCommand, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  GetResourcePolicyCommand,
} from "@aws-sdk/client-dynamodb";
import { DescribeRuleCommand, ListTargetsByRuleCommand } from "@aws-sdk/client-eventbridge";
import { GetRolePolicyCommand, ListAttachedRolePoliciesCommand, ListRolePoliciesCommand } from "@aws-sdk/client-iam";
import {
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  ListEventSourceMappingsCommand,
} from "@aws-sdk/client-lambda";
import { GetTopicAttributesCommand } from "@aws-sdk/client-sns";
import { FORCE_ALIAS, FUNCTIONS, ROLE_POLICY, RULES } from "../../../lib/aws/environment.ts";
import { despite, type Probe } from "./probe.ts";
import type { Scene } from "./scene.ts";

/** A probe for each right to see how the vault is, but for those on queues and key, which others hold too. */
export function healthCalls({ ledger, status, topic: TopicArn, captureRole: RoleName }: Scene): Record<string, Probe> {
  const ledgerArn = `arn:aws:dynamodb:us-east-1:000000000000:table/${ledger}`;
  const tables = Object.entries({ ledger, status });
  const rules = RULES.map((name) => `sst-vault-${name}`);
  const Metric = { Namespace: "AWS/Lambda", MetricName: "Errors" };
  const EndTime = new Date();
  const query = {
    MetricDataQueries: [{ Id: "m0", MetricStat: { Metric, Period: 60, Stat: "Sum" } }],
    StartTime: new Date(EndTime.getTime() - 60_000),
    EndTime,
  };
  const calls: [string, Probe][] = [
    ...tables.flatMap(([name, TableName]): [string, Probe][] => [
      [`dynamodb:DescribeTable on ${name}`, ({ dynamo }) => dynamo.send(new DescribeTableCommand({ TableName }))],
      [
        `dynamodb:DescribeContinuousBackups on ${name}`,
        ({ dynamo }) => dynamo.send(new DescribeContinuousBackupsCommand({ TableName })),
      ],
    ]),
    [
      "dynamodb:GetResourcePolicy on ledger",
      ({ dynamo }) => dynamo.send(new GetResourcePolicyCommand({ ResourceArn: ledgerArn })),
    ],
    ...rules.flatMap((Name): [string, Probe][] => [
      [`events:DescribeRule on rule/${Name}`, ({ events }) => events.send(new DescribeRuleCommand({ Name }))],
      [
        `events:ListTargetsByRule on rule/${Name}`,
        ({ events }) => events.send(new ListTargetsByRuleCommand({ Rule: Name })),
      ],
    ]),
    ...FUNCTIONS.flatMap((duty): [string, Probe][] => {
      const FunctionName = `sst-vault-${duty}`;
      return [
        [
          `lambda:GetFunctionConfiguration on function:${FunctionName}`,
          ({ lambda }) => lambda.send(new GetFunctionConfigurationCommand({ FunctionName })),
        ],
        [
          `lambda:GetFunctionConcurrency on function:${FunctionName}`,
          ({ lambda }) => lambda.send(new GetFunctionConcurrencyCommand({ FunctionName })),
        ],
      ];
    }),
    [
      `lambda:GetFunctionConfiguration on function:sst-vault-restore:${FORCE_ALIAS}`,
      ({ lambda }) =>
        lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "sst-vault-restore", Qualifier: FORCE_ALIAS })),
    ],
    [
      "lambda:GetPolicy on function:sst-vault-sweep",
      ({ lambda }) => lambda.send(new GetPolicyCommand({ FunctionName: "sst-vault-sweep" })),
    ],
    [
      "iam:GetRolePolicy on roles",
      ({ iam }) => iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: ROLE_POLICY })),
    ],
    ["iam:ListRolePolicies on roles", ({ iam }) => iam.send(new ListRolePoliciesCommand({ RoleName }))],
    ["iam:ListAttachedRolePolicies on roles", ({ iam }) => iam.send(new ListAttachedRolePoliciesCommand({ RoleName }))],
    [
      "lambda:ListEventSourceMappings on *",
      ({ lambda }) => lambda.send(new ListEventSourceMappingsCommand({ FunctionName: "sst-vault-tamper" })),
    ],
    ["cloudwatch:GetMetricData on *", ({ watch }) => watch.send(new GetMetricDataCommand(query))],
    ["cloudwatch:DescribeAlarms on *", ({ watch }) => watch.send(new DescribeAlarmsCommand({ MaxRecords: 1 }))],
    ["sns:GetTopicAttributes on topic", ({ sns }) => sns.send(new GetTopicAttributesCommand({ TopicArn }))],
    ["cloudtrail:DescribeTrails on *", ({ trails }) => trails.send(new DescribeTrailsCommand({}))],
    [
      "cloudtrail:GetTrailStatus on arn:aws:cloudtrail:*:*:trail/*",
      ({ trails }) =>
        despite("TrailNotFoundException", trails.send(new GetTrailStatusCommand({ Name: "permissions-no-trail" }))),
    ],
  ];
  return Object.fromEntries(calls);
}
