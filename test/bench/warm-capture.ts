import { randomBytes } from "node:crypto";
import { DynamoDBClient, QueryCommand, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import { CreateTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import {
  GetParameterHistoryCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { announcer } from "../../lib/aws/announcer.ts";
import { systemClock } from "../../lib/aws/function-shell.ts";
import { checksQueue } from "../../lib/aws/messages/checks-queue.ts";
import { parameterReader } from "../../lib/aws/parameter-store.ts";
import { ledgerTable } from "../../lib/aws/tables/ledger-table.ts";
import { statusTable } from "../../lib/aws/tables/status-table.ts";
import { vaultKey } from "../../lib/aws/vault-key.ts";
import { rootSettings } from "../../lib/local/aws-environment.ts";
import { captureBatch } from "../../lib/vault/capture/capture-batch.ts";
import { protectedParameter } from "../../lib/vault/parameter.ts";
import { makeKey, makeQueue, makeTables } from "../support/local-parts.ts";
import { inTurns, type Measured } from "./measure.ts";
import type { Scene } from "./scene.ts";

/** Where no vault looks, so that nobody else captures it. */
const PREFIX = "/bench/capture/";

/** A warm capture of one new version, beside the same SDK commands in the same order without our code. */
export async function warmCapture({ emulator }: Scene): Promise<Measured[]> {
  const settings = rootSettings(emulator.endpoint);
  const clients = {
    dynamo: new DynamoDBClient(settings),
    ssm: new SSMClient(settings),
    kms: new KMSClient(settings),
    sqs: new SQSClient(settings),
    sns: new SNSClient(settings),
    events: new EventBridgeClient(settings),
  };
  const { dynamo, ssm, kms, sqs, sns, events } = clients;
  const tables = await makeTables(dynamo);
  const keyArn = await makeKey(kms);
  const queue = await makeQueue(sqs);
  const { TopicArn = "" } = await sns.send(new CreateTopicCommand({ Name: "bench" }));
  const ports = {
    ledger: ledgerTable(dynamo, tables),
    status: statusTable(dynamo, tables.status),
    store: parameterReader(ssm),
    key: vaultKey(kms, keyArn),
    announcer: announcer(events, sns, TopicArn, "bench"),
    checks: checksQueue(sqs, queue.url),
    clock: systemClock,
  };
  const home = { partition: "aws", account: "000000000000", region: "us-east-1", prefix: PREFIX };
  const value = randomBytes(32).toString("base64");
  const ROUNDS = 100;
  // All that is captured is there before: only the capture is measured.
  const name = (round: number, whose: string) => `${PREFIX}${whose}/${round}`;
  for (let round = 0; round < ROUNDS + 10; round++) {
    for (const whose of ["ours", "raw"]) {
      await ssm.send(new PutParameterCommand({ Name: name(round, whose), Value: value, Type: "SecureString" }));
    }
  }

  const sent: string[] = [];
  for (const client of Object.values(clients)) {
    // biome-ignore lint/suspicious/noExplicitAny: each client's stack has types of its own, and we only listen
    (client.middlewareStack as any).add((next: any, context: any) => (args: any) => {
      sent.push(context.commandName);
      return next(args);
    });
  }
  const ours = (round: number, at = new Date().toISOString()) => {
    const hint = { kind: "create" as const, at, source: "event" as const };
    const message = { name: name(round, "ours"), hint };
    const options = { home, lagSeconds: 60, handled: new Set<string>() };
    return captureBatch(ports, [{ message, times: 1, last: false, sentAt: at }], options);
  };
  const raw = async (round: number) => {
    const Name = name(round, "raw");
    const arn = protectedParameter(home, Name).arn;
    const EncryptionContext = {
      v: "1",
      account: home.account,
      region: home.region,
      name: Name,
      recoveryPoint: "bench",
    };
    await dynamo.send(
      new QueryCommand({
        TableName: tables.ledger,
        ConsistentRead: true,
        KeyConditionExpression: "#p = :p",
        ExpressionAttributeNames: { "#p": "parameter" },
        ExpressionAttributeValues: { ":p": { S: arn } },
      }),
    );
    await ssm.send(new GetParameterHistoryCommand({ Name, WithDecryption: true, MaxResults: 50 }));
    await ssm.send(new ListTagsForResourceCommand({ ResourceType: "Parameter", ResourceId: Name }));
    const Plaintext = Buffer.from(value);
    const { CiphertextBlob = new Uint8Array() } = await kms.send(
      new EncryptCommand({ KeyId: keyArn, Plaintext, EncryptionContext }),
    );
    const body = { S: "x".repeat(1000) };
    const entry = {
      parameter: { S: arn },
      seq: { N: "1" },
      body,
      hash: { S: "x".repeat(64) },
      sealed: { B: CiphertextBlob },
    };
    const month = { month: { S: "2026-11" }, moment: { S: `2026-11-23T00:00:00.000Z#${round}` } };
    const onlyNew = {
      ConditionExpression: "attribute_not_exists(#p)",
      ExpressionAttributeNames: { "#p": "parameter" },
    };
    await dynamo.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName: tables.ledger, Item: { ...entry, ...month }, ...onlyNew } },
          { Put: { TableName: tables.status, Item: { parameter: { S: arn }, row: { S: "live" }, body } } },
        ],
      }),
    );
    const Detail = JSON.stringify({ name: Name, more: "x".repeat(400) });
    await events.send(new PutEventsCommand({ Entries: [{ Source: "bench", DetailType: "Bench", Detail }] }));
    const Entries = [{ Id: "0", MessageBody: JSON.stringify({ name: Name }) }];
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: queue.url, Entries }));
  };

  const took = await inTurns(ROUNDS, ours, raw);
  const callsOf = async (work: () => unknown) => {
    sent.length = 0;
    await work();
    return sent.length;
  };
  await ssm.send(new PutParameterCommand({ Name: name(-1, "ours"), Value: value, Type: "SecureString" }));
  const at = new Date().toISOString();
  const calls = await callsOf(() => ours(-1, at));
  const doubled = await callsOf(() => ours(-1, at));
  return [
    { what: "warm capture", ...took, against: "the same commands, bare", unit: "ms", aim: 1.15 },
    { what: "calls of a capture", ours: calls, bound: 7, against: "one a thing to do", unit: "calls", aim: 1 },
    {
      what: "calls of a doubled event",
      ours: doubled,
      bound: 3,
      against: "look at both, check",
      unit: "calls",
      aim: 1,
    },
  ];
}
