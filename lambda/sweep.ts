import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import * as v from "valibot";
import { answer, environment, type Invocation, systemClock } from "../lib/aws/function-shell.ts";
import { changesQueue } from "../lib/aws/messages/changes-queue.ts";
import { checksQueue } from "../lib/aws/messages/checks-queue.ts";
import { meter } from "../lib/aws/meter.ts";
import { parameterLister } from "../lib/aws/parameter-store.ts";
import { ledgerIndex } from "../lib/aws/tables/ledger-index.ts";
import { statusTable } from "../lib/aws/tables/status-table.ts";
import { sweep } from "../lib/vault/sweep/sweep.ts";

const env = environment(
  "vaultName",
  "prefix",
  "ledgerTable",
  "statusTable",
  "changesQueue",
  "checksQueue",
  "sweepEverySeconds",
);
const dynamo = new DynamoDBClient({});
const sqs = new SQSClient({});
const ports = {
  // A sweep shares Parameter Store's rate with deployments: it slows down rather than starve them.
  store: parameterLister(new SSMClient({ retryMode: "adaptive", maxAttempts: 10 })),
  index: ledgerIndex(dynamo, env.ledgerTable),
  status: statusTable(dynamo, env.statusTable),
  queue: changesQueue(sqs, env.changesQueue),
  checks: checksQueue(sqs, env.checksQueue),
  meter: meter(env.vaultName),
  clock: systemClock,
};

const Scheduled = v.object({ source: v.literal("aws.events") });

/**
 * Runs at deploy, on schedule and for `sst-vault sweep`; whatever event brings it, it has no options. On schedule it
 * compares what may have changed, else everything. A schedule reads no answer: what failed is thrown there, so that Lambda counts it and tries again.
 */
export const handler = async (event: unknown, invocation: Invocation) => {
  const scheduled = v.is(Scheduled, event);
  const told = await answer(v.unknown(), event, invocation, (_, home) =>
    sweep(ports, home, Number(env.sweepEverySeconds), !scheduled),
  );
  if (!told.ok && scheduled) throw new Error(`the sweep failed: ${told.error.message}`);
  return told;
};
