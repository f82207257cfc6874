import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  DisableAlarmActionsCommand,
  PutMetricAlarmCommand,
} from "@aws-sdk/client-cloudwatch";
import {
  DeleteResourcePolicyCommand,
  DynamoDBClient,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import {
  DeleteRuleCommand,
  DisableRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
  RemoveTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import { GetRolePolicyCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { DisableKeyCommand, KMSClient, ScheduleKeyDeletionCommand } from "@aws-sdk/client-kms";
import {
  DeleteAliasCommand,
  DeleteEventSourceMappingCommand,
  DeleteFunctionCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  PutFunctionConcurrencyCommand,
  RemovePermissionCommand,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import { DeleteTopicCommand, SetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { DeleteQueueCommand, SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { rootSettings } from "../../../lib/local/aws-environment.ts";

/** A part of the stack that somebody breaks, and what `status` must say of it. */
interface Breakage {
  what: string;
  break: () => Promise<unknown>;
  /** The check that fails. */
  check: string;
  /** The code of its cause. */
  code: string;
}

const vault = (name: string) => `sst-vault-${name}`;

/** Breaks every part of a deployed vault. */
export function breakages(endpoint: string, outputs: Record<string, string | undefined>) {
  const settings = rootSettings(endpoint);
  const events = new EventBridgeClient(settings);
  const sqs = new SQSClient(settings);
  const sns = new SNSClient(settings);
  const lambda = new LambdaClient(settings);
  const iam = new IAMClient(settings);
  const kms = new KMSClient(settings);
  const dynamo = new DynamoDBClient(settings);
  const watch = new CloudWatchClient(settings);
  const { LedgerTable: ledger = "", StatusTable: status = "", KeyArn: KeyId = "", Topic: TopicArn = "" } = outputs;

  const queueUrl = (name: string) => `${endpoint}/000000000000/${vault(name)}`;
  const setQueue = (Attributes: Record<string, string>) =>
    sqs.send(new SetQueueAttributesCommand({ QueueUrl: queueUrl("changes"), Attributes }));
  const removeTargets = async (rule: string) => {
    const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule: vault(rule) }));
    const Ids = Targets.flatMap(({ Id }) => Id ?? []);
    await events.send(new RemoveTargetsCommand({ Rule: vault(rule), Ids }));
  };
  const mappingOf = async (duty: string) => {
    const request = new ListEventSourceMappingsCommand({ FunctionName: vault(duty) });
    return (await lambda.send(request)).EventSourceMappings?.[0]?.UUID;
  };
  const roleOf = async (duty: string) => {
    const found = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: vault(duty) }));
    return found.Role?.split("/").at(-1);
  };
  const policyOf = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
  const deny = (Action: string) => policyOf({ Effect: "Deny", Action, Resource: "*" });
  const removeRights = async (duty: string, ...rights: string[]) => {
    const role = { RoleName: await roleOf(duty), PolicyName: "access" };
    const { PolicyDocument = "" } = await iam.send(new GetRolePolicyCommand(role));
    const { Statement } = JSON.parse(decodeURIComponent(PolicyDocument)) as { Statement: { Sid: string }[] };
    const left = policyOf(...Statement.filter(({ Sid }) => !rights.includes(Sid)));
    await iam.send(new PutRolePolicyCommand({ ...role, PolicyDocument: left }));
  };

  /** Each is mended by the command that `status` gives, at once. */
  const simple: Breakage[] = [
    {
      what: "a rule is disabled",
      break: () => events.send(new DisableRuleCommand({ Name: vault("changes") })),
      check: "rules",
      code: "rule-disabled",
    },
    {
      what: "the policy of the changes queue is taken away",
      break: () => setQueue({ Policy: "" }),
      check: "rules",
      code: "queue-closed",
    },
    {
      what: "messages that fail go nowhere",
      break: () => setQueue({ RedrivePolicy: "" }),
      check: "capture",
      code: "no-redrive",
    },
    {
      what: "an event source is disabled",
      break: async () =>
        lambda.send(new UpdateEventSourceMappingCommand({ UUID: await mappingOf("capture"), Enabled: false })),
      check: "sources",
      code: "source-disabled",
    },
    {
      what: "an event source is deleted",
      break: async () => lambda.send(new DeleteEventSourceMappingCommand({ UUID: await mappingOf("verify") })),
      check: "sources",
      code: "source-missing",
    },
    {
      what: "the ledger's stream is turned off",
      break: () =>
        dynamo.send(new UpdateTableCommand({ TableName: ledger, StreamSpecification: { StreamEnabled: false } })),
      check: "sources",
      code: "stream-off",
    },
    {
      what: "a function has concurrency 0",
      break: () =>
        lambda.send(
          new PutFunctionConcurrencyCommand({ FunctionName: vault("capture"), ReservedConcurrentExecutions: 0 }),
        ),
      check: "functions",
      code: "function-stopped",
    },
    {
      what: "an alias is deleted",
      break: () => lambda.send(new DeleteAliasCommand({ FunctionName: vault("restore"), Name: "force" })),
      check: "functions",
      code: "alias-missing",
    },
    {
      what: "the schedule may not invoke the sweep",
      break: async () => {
        const FunctionName = vault("sweep");
        const { Policy = "" } = await lambda.send(new GetPolicyCommand({ FunctionName }));
        for (const { Sid } of (JSON.parse(Policy) as { Statement: { Sid: string }[] }).Statement) {
          await lambda.send(new RemovePermissionCommand({ FunctionName, StatementId: Sid }));
        }
      },
      check: "functions",
      code: "rule-not-admitted",
    },
    {
      what: "an alarm is silenced",
      break: () => watch.send(new DisableAlarmActionsCommand({ AlarmNames: [vault("tamper")] })),
      check: "alarms",
      code: "alarms-silenced",
    },
    {
      what: "the topic's policy is replaced",
      break: () => {
        const Policy = { AttributeName: "Policy", AttributeValue: policyOf() };
        return sns.send(new SetTopicAttributesCommand({ TopicArn, ...Policy }));
      },
      check: "topic",
      code: "topic-closed",
    },
    {
      what: "the key is disabled",
      break: () => kms.send(new DisableKeyCommand({ KeyId })),
      check: "key",
      code: "key-unusable",
    },
    {
      what: "the key is about to be deleted",
      break: () => kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 })),
      check: "key",
      code: "key-deleted",
    },
    {
      what: "a table may be deleted",
      break: () => dynamo.send(new UpdateTableCommand({ TableName: status, DeletionProtectionEnabled: false })),
      check: "tables",
      code: "table-deletable",
    },
    {
      what: "a table has no point-in-time recovery",
      break: () => {
        const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: false };
        return dynamo.send(new UpdateContinuousBackupsCommand({ TableName: ledger, PointInTimeRecoverySpecification }));
      },
      check: "tables",
      code: "table-not-recoverable",
    },
    {
      what: "entries of the ledger may be changed",
      break: () => {
        const ResourceArn = `arn:aws:dynamodb:us-east-1:000000000000:table/${ledger}`;
        return dynamo.send(new DeleteResourcePolicyCommand({ ResourceArn }));
      },
      check: "tables",
      code: "ledger-rewritable",
    },
  ];

  /** Each takes a deploy. */
  const structural: Breakage[] = [
    {
      what: "a rule is deleted",
      break: async () => {
        await removeTargets("trail");
        await events.send(new DeleteRuleCommand({ Name: vault("trail") }));
      },
      check: "rules",
      code: "rule-missing",
    },
    {
      what: "the target of a rule is removed",
      break: () => removeTargets("changes"),
      check: "rules",
      code: "rule-without-target",
    },
    {
      what: "a queue is deleted",
      break: () => sqs.send(new DeleteQueueCommand({ QueueUrl: queueUrl("changes") })),
      check: "capture",
      code: "queue-missing",
    },
    {
      what: "a dead-letter queue is deleted",
      break: () => sqs.send(new DeleteQueueCommand({ QueueUrl: queueUrl("checks-dlq") })),
      check: "verify",
      code: "queue-missing",
    },
    {
      what: "an alarm is deleted",
      break: () => watch.send(new DeleteAlarmsCommand({ AlarmNames: [vault("unprotected")] })),
      check: "alarms",
      code: "alarms-missing",
    },
    {
      what: "an alarm notifies nobody",
      break: async () => {
        const AlarmName = vault("dead-letters");
        const { MetricAlarms = [] } = await watch.send(new DescribeAlarmsCommand({ AlarmNames: [AlarmName] }));
        const [alarm] = MetricAlarms;
        if (!alarm) throw new Error(`there is no alarm ${AlarmName}`);
        const { ComparisonOperator, EvaluationPeriods } = alarm;
        const put = { ...alarm, AlarmName, ComparisonOperator, EvaluationPeriods, AlarmActions: [] };
        await watch.send(new PutMetricAlarmCommand(put as ConstructorParameters<typeof PutMetricAlarmCommand>[0]));
      },
      check: "alarms",
      code: "alarms-without-action",
    },
    {
      what: "the topic is deleted",
      break: () => sns.send(new DeleteTopicCommand({ TopicArn })),
      check: "topic",
      code: "topic-missing",
    },
    {
      what: "a function loses rights",
      break: () => removeRights("capture", "Seal", "Notify"),
      check: "roles",
      code: "rights-missing",
    },
    {
      what: "status itself loses a right",
      break: () => removeRights("query", "InspectKey"),
      check: "key",
      code: "right-missing",
    },
    {
      what: "a function is deleted",
      break: () => lambda.send(new DeleteFunctionCommand({ FunctionName: vault("verify") })),
      check: "functions",
      code: "function-missing",
    },
  ];

  return {
    simple,
    structural,
    /** Denies capture what it reads, by a policy that is not the vault's. */
    denyCapture: async () =>
      iam.send(
        new PutRolePolicyCommand({
          RoleName: await roleOf("capture"),
          PolicyName: "deny",
          PolicyDocument: deny("ssm:GetParameterHistory"),
        }),
      ),
    deleteFunction: (duty: string) => lambda.send(new DeleteFunctionCommand({ FunctionName: vault(duty) })),
  };
}
