import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DisableKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { healthProbes } from "../../../lib/aws/health-probes.ts";
import { localAws } from "../../support/local-aws.ts";
import { makeKey, makeQueue, makeTables } from "../../support/local-parts.ts";

const clients = {
  dynamo: new DynamoDBClient(localAws()),
  sqs: new SQSClient(localAws()),
  kms: new KMSClient(localAws()),
};

test("the probes tell what waits or is in work, what is dead, and the states of key and tables", async () => {
  const [changes, dead] = await Promise.all([makeQueue(clients.sqs), makeQueue(clients.sqs)]);
  const keyArn = await makeKey(clients.kms);
  const tables = await makeTables(clients.dynamo);
  const parts = { changesQueue: changes.url, changesDeadLetters: dead.url, keyArn, tables };
  const probes = healthProbes(clients, parts);
  expect(await probes.queue()).toEqual({ waiting: 0, dead: 0 });
  expect(await probes.key()).toBe("Enabled");
  expect(await probes.tables()).toEqual({ ledger: "ACTIVE", status: "ACTIVE" });

  for (const QueueUrl of [changes.url, changes.url, dead.url]) {
    await clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "{}" }));
  }
  await clients.sqs.send(new ReceiveMessageCommand({ QueueUrl: changes.url }));
  await clients.kms.send(new DisableKeyCommand({ KeyId: keyArn }));
  expect(await probes.queue()).toEqual({ waiting: 2, dead: 1 });
  expect(await probes.key()).toBe("Disabled");
  const gone = healthProbes(clients, { ...parts, tables: { ...tables, ledger: "nowhere" } });
  await expect(gone.tables()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});
