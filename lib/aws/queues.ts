import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import pMap from "p-map";
import type { Change } from "../vault/hint.ts";
import type { ChangeQueue } from "../vault/ports.ts";
import { sweepMessage } from "./change-event.ts";

/** SQS takes ten messages at once (AWS API reference, SendMessageBatch). */
const BATCH = 10;
const ATTEMPTS = 4;

/** The changes queue, as sweep fills it. */
export function changesQueue(sqs: SQSClient, queueUrl: string): ChangeQueue {
  return {
    async enqueue(changes) {
      const batches = Array.from({ length: Math.ceil(changes.length / BATCH) }, (_, n) =>
        changes.slice(n * BATCH, (n + 1) * BATCH),
      );
      await pMap(batches, (batch) => send(sqs, queueUrl, batch), { concurrency: 8 });
    },
  };
}

/** Sends a batch; what SQS refused of it is sent again. */
async function send(sqs: SQSClient, QueueUrl: string, batch: Change[]): Promise<void> {
  let left = batch;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const Entries = left.map((change, n) => ({ Id: String(n), MessageBody: sweepMessage(change) }));
    const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    if (Failed.length === 0) return;
    const failed = new Set(Failed.map(({ Id }) => Id));
    left = left.filter((_, n) => failed.has(String(n)));
  }
  throw new Error(`the queue refused ${left.length} of ${batch.length} messages ${ATTEMPTS} times`);
}
