import type { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { DescribeKeyCommand, type KMSClient } from "@aws-sdk/client-kms";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import { GetTopicAttributesCommand, type SNSClient } from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { HealthProbes } from "../../vault/health/probes.ts";
import { ALARMS, FUNCTIONS, RULES } from "../environment.ts";
import { alarmsAmong } from "./alarms.ts";
import { functionErrors, oldestMessage } from "./metrics.ts";
import { ruleStates } from "./rules.ts";
import { queueArn, sourceOf, streamArn } from "./sources.ts";
import { tableHealth } from "./tables.ts";
import { trailsHere } from "./trails.ts";

interface Clients {
  sqs: SQSClient;
  sns: SNSClient;
  kms: KMSClient;
  dynamo: DynamoDBClient;
  lambda: LambdaClient;
  events: EventBridgeClient;
  watch: CloudWatchClient;
  trails: CloudTrailClient;
}

interface Parts {
  vaultName: string;
  changesQueue: string;
  changesDeadLetters: string;
  checksQueue: string;
  checksDeadLetters: string;
  keyArn: string;
  topicArn: string;
  ledgerTable: string;
  statusTable: string;
}

/** Asks everything that a vault is made of how it is. */
export function healthProbes(clients: Clients, parts: Parts): HealthProbes {
  const { sqs, sns, kms, dynamo, lambda, events, watch, trails } = clients;
  const named = (name: string) => `${parts.vaultName}-${name}`;
  const messages = async (QueueUrl: string) => {
    const AttributeNames = ["ApproximateNumberOfMessages" as const, "ApproximateNumberOfMessagesNotVisible" as const];
    const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
    return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
  };
  return {
    async queue(holds) {
      const [waiting, dead, oldestSeconds] = await Promise.all([
        messages(parts[`${holds}Queue`]),
        messages(parts[`${holds}DeadLetters`]),
        oldestMessage(watch, named(holds)),
      ]);
      return { waiting, oldestSeconds, dead };
    },
    async key() {
      const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: parts.keyArn }));
      const { KeyId: id = parts.keyArn, KeyState: state = "unknown", DeletionDate } = KeyMetadata ?? {};
      return { id, state, deletedAt: DeletionDate?.toISOString() ?? null };
    },
    tables: () =>
      Promise.all([tableHealth(dynamo, parts.ledgerTable, "ledger"), tableHealth(dynamo, parts.statusTable, "status")]),
    sources: () =>
      Promise.all([
        sourceOf(lambda, "capture", named("capture"), queueArn(sqs, parts.changesQueue)),
        sourceOf(lambda, "verify", named("verify"), queueArn(sqs, parts.checksQueue)),
        sourceOf(lambda, "tamper", named("tamper"), streamArn(dynamo, parts.ledgerTable)),
      ]),
    rules: () => ruleStates(events, RULES.map(named)),
    errors: (since) => functionErrors(watch, FUNCTIONS.map(named), since),
    alarms: () => alarmsAmong(watch, ALARMS.map(named)),
    async topic() {
      const { topicArn: arn } = parts;
      const { Attributes = {} } = await sns.send(new GetTopicAttributesCommand({ TopicArn: arn }));
      const count = (attribute: string) => Number(Attributes[attribute] ?? 0);
      return { arn, confirmed: count("SubscriptionsConfirmed"), pending: count("SubscriptionsPending") };
    },
    trails: () => trailsHere(trails),
  };
}
