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
import { type CaptureBatchOptions, captureBatch } from "../lib/vault/capture/capture-batch.ts";

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

const lagSeconds = Number(env.lagSeconds);
const handled = new Set<string>();

/** Captures what the messages of one batch tell of; answers which of them must be delivered again. */
export const handler = (event: SQSEvent, invocation: Invocation) => {
  const home = homeOf(invocation, env.prefix);
  const reader = { home, restoreRoleArn: env.restoreRoleArn, now: systemClock.now() };
  const batch = messageBatch(sqs, {
    queueUrl: env.changesQueue,
    prefix: env.prefix,
    parse: (body) => parseChanges(body, reader),
    lagSeconds,
    noteFailure: (failure) => ports.status.putFailure("capture", failure),
  });
  const onDropped: CaptureBatchOptions["onDropped"] = ({ name, call }, why) =>
    log.info("a call that failed is not recorded", { why, name, eventId: call?.eventId });
  return batch(event, (deliveries) => captureBatch(ports, deliveries, { home, lagSeconds, handled, onDropped }));
};
