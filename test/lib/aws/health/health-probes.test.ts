import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { IAMClient } from "@aws-sdk/client-iam";
import { DisableKeyCommand, KMSClient, ScheduleKeyDeletionCommand } from "@aws-sdk/client-kms";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { CreateTopicCommand, SetTopicAttributesCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import {
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { healthProbes } from "../../../../lib/aws/health/health-probes.ts";
import { localAws } from "../../../support/local-aws.ts";
import { makeKey, makeQueue, makeTables, unique } from "../../../support/local-parts.ts";

const clients = {
  dynamo: new DynamoDBClient(localAws()),
  sqs: new SQSClient(localAws()),
  sns: new SNSClient(localAws()),
  kms: new KMSClient(localAws()),
  lambda: new LambdaClient(localAws()),
  iam: new IAMClient(localAws()),
  events: new EventBridgeClient(localAws()),
  watch: new CloudWatchClient(localAws()),
  trails: new CloudTrailClient(localAws()),
};
const { sqs, sns, kms, dynamo, watch } = clients;

/** The parts of a vault of its own, as far as they are made one by one. */
async function parts() {
  const tables = await makeTables(dynamo);
  return {
    vaultName: unique("vault"),
    changesQueue: (await makeQueue(sqs)).url,
    changesDeadLetters: (await makeQueue(sqs)).url,
    checksQueue: (await makeQueue(sqs)).url,
    checksDeadLetters: (await makeQueue(sqs)).url,
    keyArn: await makeKey(kms),
    topicArn: (await sns.send(new CreateTopicCommand({ Name: unique("topic") }))).TopicArn ?? "",
    ledgerTable: tables.ledger,
    statusTable: tables.status,
    rightsOfRoles: '{"capture":{"role":"nobody","rights":["Seal"]}}',
  };
}

test("a queue tells what waits or is in work, since when, and what is dead", async () => {
  const vault = await parts();
  const probes = healthProbes(clients, vault);
  const nothing = { present: true, waiting: 0, oldestSeconds: null, deadLetters: { present: true, count: 0 } };
  expect(await probes.queue("changes")).toMatchObject(nothing);

  const { changesQueue, changesDeadLetters, checksQueue, checksDeadLetters } = vault;
  const sent = [changesQueue, changesQueue, changesDeadLetters, checksQueue, checksDeadLetters, checksDeadLetters];
  for (const QueueUrl of sent) await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "{}" }));
  await sqs.send(new ReceiveMessageCommand({ QueueUrl: changesQueue }));
  // As SQS itself tells CloudWatch every minute; the local one does not.
  const Dimensions = [{ Name: "QueueName", Value: changesQueue.split("/").at(-1) }];
  const ages = [
    { Value: 60, minutesAgo: 3 },
    { Value: 120, minutesAgo: 2 },
    { Value: 4000, minutesAgo: 30 },
  ];
  const MetricData = ages.map(({ Value, minutesAgo }) => {
    const Timestamp = new Date(Date.now() - minutesAgo * 60_000);
    return { MetricName: "ApproximateAgeOfOldestMessage", Dimensions, Value, Timestamp };
  });
  await watch.send(new PutMetricDataCommand({ Namespace: "AWS/SQS", MetricData }));
  expect(await probes.queue("changes")).toMatchObject({
    waiting: 2,
    oldestSeconds: 120,
    deadLetters: { count: 1 },
  });
  expect(await probes.queue("checks")).toMatchObject({ waiting: 1, oldestSeconds: null, deadLetters: { count: 2 } });
});

test("a queue tells what it lacks: itself, its dead letters, the way there, the vault's rules let in", async () => {
  const vault = await parts();
  const look = () => healthProbes(clients, vault).queue("changes");
  const [arn, dead] = [vault.changesQueue, vault.changesDeadLetters].map(
    (url) => `arn:aws:sqs:us-east-1:000000000000:${url.split("/").at(-1)}`,
  );
  const bare = await look();
  expect(bare).toMatchObject({ name: vault.changesQueue.split("/").at(-1), arn, redrives: false });
  expect(JSON.parse(bare.redrivePolicy)).toEqual({ deadLetterTargetArn: dead, maxReceiveCount: 5 });
  const set = (Attributes: Record<string, string>) =>
    sqs.send(new SetQueueAttributesCommand({ QueueUrl: vault.changesQueue, Attributes }));
  await set({ Policy: bare.rightPolicy ?? "", RedrivePolicy: bare.redrivePolicy });
  expect(await look()).toMatchObject({ redrives: true, rightPolicy: null });
  await sqs.send(new DeleteQueueCommand({ QueueUrl: vault.changesDeadLetters }));
  expect(await look()).toMatchObject({ present: true, deadLetters: { present: false, count: 0 } });
  await sqs.send(new DeleteQueueCommand({ QueueUrl: vault.changesQueue }));
  expect(await look()).toMatchObject({ present: false, waiting: 0 });
});

test("the key tells its state, and when it will be gone", async () => {
  const vault = await parts();
  const probes = healthProbes(clients, vault);
  const id = vault.keyArn.split("/")[1];
  expect(await probes.key()).toEqual({ id, state: "Enabled", deletedAt: null });
  await kms.send(new DisableKeyCommand({ KeyId: vault.keyArn }));
  expect(await probes.key()).toEqual({ id, state: "Disabled", deletedAt: null });
  await kms.send(new ScheduleKeyDeletionCommand({ KeyId: vault.keyArn, PendingWindowInDays: 7 }));
  expect(await probes.key()).toEqual({ id, state: "PendingDeletion", deletedAt: expect.stringMatching(/^\d{4}-.*Z$/) });
});

test("the topic tells how many read it, and how many have yet to confirm", async () => {
  const vault = await parts();
  const probes = healthProbes(clients, vault);
  const { topicArn: arn } = vault;
  // SNS's own policy lets in whatever is the account's.
  const well = { arn, present: true, confirmed: 0, pending: 0, rightPolicy: null };
  expect(await probes.topic()).toEqual(well);
  const put = (AttributeValue: string) =>
    sns.send(new SetTopicAttributesCommand({ TopicArn: arn, AttributeName: "Policy", AttributeValue }));
  await put('{"Version":"2012-10-17","Statement":[]}');
  const closed = await probes.topic();
  await put(closed.rightPolicy ?? "");
  expect(await probes.topic()).toEqual(well);
  await sns.send(new SubscribeCommand({ TopicArn: arn, Protocol: "email", Endpoint: "ops@example.com" }));
  await sns.send(new SubscribeCommand({ TopicArn: arn, Protocol: "sqs", Endpoint: (await makeQueue(sqs)).arn }));
  const { confirmed, pending } = await probes.topic();
  expect(confirmed + pending).toBe(2);
  expect(confirmed).toBeGreaterThan(0);
});

test("what is not there is told, not thrown", async () => {
  const topicArn = "arn:aws:sns:us-east-1:000000000000:nowhere";
  const probes = healthProbes(clients, { ...(await parts()), ledgerTable: "nowhere", topicArn });
  expect((await probes.tables())[0]).toMatchObject({ name: "nowhere", state: "MISSING" });
  expect(await probes.topic()).toMatchObject({ arn: topicArn, present: false });
  expect(await probes.roles()).toMatchObject([{ role: "nobody", missing: ["Seal"] }]);
  const rules = await probes.rules();
  expect(rules.length).toBeGreaterThan(9);
  expect(rules.filter(({ state }) => state !== null)).toEqual([]);
  const functions = await probes.functions();
  expect(functions).toHaveLength(6);
  expect(functions.filter(({ present }) => present)).toEqual([]);
  const alarms = await probes.alarms();
  expect(alarms.length).toBeGreaterThan(10);
  expect(alarms.filter(({ state }) => state !== null)).toEqual([]);
});
