import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { KMSClient } from "@aws-sdk/client-kms";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import type { SQSEvent } from "aws-lambda";
import { announcer } from "../lib/aws/announcer.ts";
import { environment, homeOf, type Invocation, systemClock } from "../lib/aws/function-shell.ts";
import { log } from "../lib/aws/log.ts";
import { parseChanges } from "../lib/aws/messages/change-event.ts";
import { checksQueue } from "../lib/aws/messages/checks-queue.ts";
import { messageBatch } from "../lib/aws/messages/message-batch.ts";
import { parameterReader } from "../lib/aws/parameter-store.ts";
import { ledgerTable } from "../lib/aws/tables/ledger-table.ts";
import { statusTable } from "../lib/aws/tables/status-table.ts";
import { vaultKey } from "../lib/aws/vault-key.ts";
import { capture } from "../lib/vault/capture/capture.ts";
import { protectedParameter } from "../lib/vault/parameter.ts";

const env = environment(
  "vaultName",
  "prefix",
  "ledgerTable",
  "statusTable",
  "keyArn",
  "topicArn",
  "changesQueue",
  "checksQueue",
  "lagSeconds",
  "restoreRoleArn",
);
const dynamo = new DynamoDBClient({});
const sqs = new SQSClient({});
const ports = {
  ledger: ledgerTable(dynamo, { ledger: env.ledgerTable, status: env.statusTable }),
  status: statusTable(dynamo, env.statusTable),
  store: parameterReader(new SSMClient({ maxAttempts: 6 })),
  key: vaultKey(new KMSClient({}), env.keyArn),
  announcer: announcer(new EventBridgeClient({}), new SNSClient({}), env.topicArn, env.vaultName),
  checks: checksQueue(sqs, env.checksQueue),
  clock: systemClock,
};

/** Captures what the messages of one batch tell of; answers which of them must come again. */
export const handler = (event: SQSEvent, invocation: Invocation) => {
  const home = homeOf(invocation, env.prefix);
  const reader = { home, restoreRoleArn: env.restoreRoleArn, now: systemClock.now() };
  const parse = (body: string) => parseChanges(body, reader);
  const batch = messageBatch(sqs, env.changesQueue, env.prefix, parse, (failure) =>
    ports.status.putFailure("capture", failure),
  );
  return batch(event, async ({ name, hint, call }) => {
    const captured = await capture(ports, protectedParameter(home, name), hint, Number(env.lagSeconds), call ?? null);
    if (captured.dropped) {
      log.info("a call that failed is not recorded", { why: captured.dropped, name, eventId: call?.eventId });
    }
    return captured;
  });
};
