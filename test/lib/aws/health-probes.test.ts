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
  const { sqs, kms, dynamo } = clients;
  const urls = {
    changesQueue: (await makeQueue(sqs)).url,
    changesDeadLetters: (await makeQueue(sqs)).url,
    checksQueue: (await makeQueue(sqs)).url,
    checksDeadLetters: (await makeQueue(sqs)).url,
  };
  const keyArn = await makeKey(kms);
  const tables = await makeTables(dynamo);
  const parts = { ...urls, keyArn, tables };
  const probes = healthProbes(clients, parts);
  expect(await probes.queue("changes")).toEqual({ waiting: 0, dead: 0 });
  expect(await probes.key()).toBe("Enabled");
  expect(await probes.tables()).toEqual({ ledger: "ACTIVE", status: "ACTIVE" });

  const { changesQueue, changesDeadLetters, checksQueue, checksDeadLetters } = urls;
  const sent = [changesQueue, changesQueue, changesDeadLetters, checksQueue, checksDeadLetters, checksDeadLetters];
  for (const QueueUrl of sent) await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "{}" }));
  await sqs.send(new ReceiveMessageCommand({ QueueUrl: changesQueue }));
  await kms.send(new DisableKeyCommand({ KeyId: keyArn }));
  expect(await probes.queue("changes")).toEqual({ waiting: 2, dead: 1 });
  expect(await probes.queue("checks")).toEqual({ waiting: 1, dead: 2 });
  expect(await probes.key()).toBe("Disabled");
  const gone = healthProbes(clients, { ...parts, tables: { ...tables, ledger: "nowhere" } });
  await expect(gone.tables()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});
