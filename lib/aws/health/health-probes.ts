import type { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { IAMClient } from "@aws-sdk/client-iam";
import { DescribeKeyCommand, type KMSClient } from "@aws-sdk/client-kms";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import { GetTopicAttributesCommand, type SNSClient } from "@aws-sdk/client-sns";
import type { SQSClient } from "@aws-sdk/client-sqs";
import * as v from "valibot";
import type { HealthProbes, TopicHealth } from "../../vault/health/probes.ts";
import { isAws } from "../aws-error.ts";
import { ALARMS, CHANGE_RULES, FORCE_ALIAS, FUNCTIONS, RULES, SWEEP_RULE } from "../environment.ts";
import { alarmHealth } from "./alarms.ts";
import { functionHealth, RightsOfRoles, roleHealth } from "./functions.ts";
import { functionRuns } from "./metrics.ts";
import { ALARMS_SERVICE, admits, topicPolicy } from "./policies.ts";
import { queueHealth } from "./queues.ts";
import { ruleHealth } from "./rules.ts";
import { queueArn, sourceOf, streamArn } from "./sources.ts";
import { tableHealth } from "./tables.ts";
import { trailsHere } from "./trails.ts";

interface Clients {
  sqs: SQSClient;
  sns: SNSClient;
  kms: KMSClient;
  dynamo: DynamoDBClient;
  lambda: LambdaClient;
  iam: IAMClient;
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
  /** `RightsOfRoles`. */
  rightsOfRoles: string;
}

/** Asks everything that a vault is made of how it is. */
export function healthProbes(clients: Clients, parts: Parts): HealthProbes {
  const { sqs, sns, kms, dynamo, lambda, iam, events, watch, trails } = clients;
  const { topicArn } = parts;
  const named = (name: string) => `${parts.vaultName}-${name}`;
  const [, partition, , region, account] = topicArn.split(":");
  const arn = (service: string, resource: string) => `arn:${partition}:${service}:${region}:${account}:${resource}`;
  const queueNamed = (name: string) => arn("sqs", name);
  const ruleNamed = (name: string) => arn("events", `rule/${named(name)}`);
  const arnOfQueue = (url: string) => queueNamed(url.split("/").at(-1) ?? "");
  /** Whom a rule must hand events to. */
  const targetOf = (rule: string) => {
    if (rule === SWEEP_RULE) return arn("lambda", `function:${named("sweep")}`);
    const brings = Object.values(CHANGE_RULES).some((name) => name === rule);
    return brings ? arnOfQueue(parts.changesQueue) : topicArn;
  };
  return {
    queue: (holds) =>
      queueHealth(
        { sqs, watch },
        {
          url: parts[`${holds}Queue`],
          deadLettersUrl: parts[`${holds}DeadLetters`],
          arnOf: queueNamed,
          rules: holds === "changes" ? Object.values(CHANGE_RULES).map(ruleNamed) : [],
        },
      ),
    async key() {
      const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: parts.keyArn }));
      const { KeyId: id = parts.keyArn, KeyState: state = "unknown", DeletionDate } = KeyMetadata ?? {};
      return { id, state, deletedAt: DeletionDate?.toISOString() ?? null };
    },
    tables: () =>
      Promise.all([tableHealth(dynamo, parts.ledgerTable, "ledger"), tableHealth(dynamo, parts.statusTable, "status")]),
    sources: () => {
      const queue = (url: string) => queueArn(sqs, url, arnOfQueue(url));
      return Promise.all([
        sourceOf(lambda, "capture", named("capture"), queue(parts.changesQueue)),
        sourceOf(lambda, "verify", named("verify"), queue(parts.checksQueue)),
        sourceOf(lambda, "tamper", named("tamper"), streamArn(dynamo, parts.ledgerTable)),
      ]);
    },
    rules: () => Promise.all(RULES.map((rule) => ruleHealth(events, named(rule), targetOf(rule)))),
    functions: () =>
      Promise.all(
        FUNCTIONS.map((duty) =>
          functionHealth(lambda, named(duty), {
            ...(duty === "restore" && { alias: FORCE_ALIAS }),
            ...(duty === "sweep" && { rule: ruleNamed(SWEEP_RULE) }),
          }),
        ),
      ),
    roles: () => {
      const wanted = Object.entries(v.parse(RightsOfRoles, parts.rightsOfRoles));
      return Promise.all(wanted.map(([duty, role]) => roleHealth(iam, named(duty), role)));
    },
    // `query` itself is answering: an old failure of its own says nothing.
    runs: (since) => functionRuns(watch, FUNCTIONS.filter((duty) => duty !== "query").map(named), since),
    alarms: () => alarmHealth(watch, ALARMS.map(named), topicArn),
    topic: () => topicHealth(sns, topicArn),
    trails: () => trailsHere(trails),
  };
}

async function topicHealth(sns: SNSClient, arn: string): Promise<TopicHealth> {
  try {
    const { Attributes = {} } = await sns.send(new GetTopicAttributesCommand({ TopicArn: arn }));
    const count = (attribute: string) => Number(Attributes[attribute] ?? 0);
    const confirmed = count("SubscriptionsConfirmed");
    const admitted = admits(Attributes.Policy, { service: ALARMS_SERVICE, action: "sns:Publish" });
    const rightPolicy = admitted ? null : topicPolicy(arn);
    return { arn, present: true, confirmed, pending: count("SubscriptionsPending"), rightPolicy };
  } catch (error) {
    // The API reference says NotFoundException, the SDK's class; the code on the wire is NotFound.
    if (!isAws(error, "NotFoundException", "NotFound")) throw error;
    return { arn, present: false, confirmed: 0, pending: 0, rightPolicy: null };
  }
}
