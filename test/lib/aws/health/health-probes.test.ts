import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { DisableKeyCommand, KMSClient, ScheduleKeyDeletionCommand } from "@aws-sdk/client-kms";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
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
  };
}

test("a queue tells what waits or is in work, since when, and what is dead", async () => {
  const vault = await parts();
  const probes = healthProbes(clients, vault);
  expect(await probes.queue("changes")).toEqual({ waiting: 0, oldestSeconds: null, dead: 0 });

  const { changesQueue, changesDeadLetters, checksQueue, checksDeadLetters } = vault;
  const sent = [changesQueue, changesQueue, changesDeadLetters, checksQueue, checksDeadLetters, checksDeadLetters];
  for (const QueueUrl of sent) await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "{}" }));
  await sqs.send(new ReceiveMessageCommand({ QueueUrl: changesQueue }));
  // As SQS itself tells CloudWatch every minute; the local one does not.
  const Dimensions = [{ Name: "QueueName", Value: `${vault.vaultName}-changes` }];
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
  expect(await probes.queue("changes")).toEqual({ waiting: 2, oldestSeconds: 120, dead: 1 });
  expect(await probes.queue("checks")).toEqual({ waiting: 1, oldestSeconds: null, dead: 2 });
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
  expect(await probes.topic()).toEqual({ arn, confirmed: 0, pending: 0 });
  await sns.send(new SubscribeCommand({ TopicArn: arn, Protocol: "email", Endpoint: "ops@example.com" }));
  await sns.send(new SubscribeCommand({ TopicArn: arn, Protocol: "sqs", Endpoint: (await makeQueue(sqs)).arn }));
  const { confirmed, pending } = await probes.topic();
  expect(confirmed + pending).toBe(2);
  expect(confirmed).toBeGreaterThan(0);
});

test("what is not there is told, not thrown: tables, rules, alarms", async () => {
  const probes = healthProbes(clients, { ...(await parts()), ledgerTable: "nowhere" });
  expect((await probes.tables())[0]).toMatchObject({ name: "nowhere", state: "MISSING" });
  expect(new Set(Object.values(await probes.rules()))).toEqual(new Set([null]));
  expect(Object.keys(await probes.rules()).length).toBeGreaterThan(9);
  const { known, raised, missing } = await probes.alarms();
  expect({ known, raised }).toEqual({ known: 0, raised: [] });
  expect(missing.length).toBeGreaterThan(10);
});
