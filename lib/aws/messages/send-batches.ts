import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import pMap from "p-map";

/** SQS takes ten messages at once (AWS API reference, SendMessageBatch). */
const BATCH = 10;
const ATTEMPTS = 4;

/** Sends every message, in batches side by side, or throws. */
export async function sendBatches(sqs: SQSClient, queueUrl: string, messages: string[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(messages.length / BATCH) }, (_, n) =>
    messages.slice(n * BATCH, (n + 1) * BATCH),
  );
  await pMap(batches, (batch) => send(sqs, queueUrl, batch), { concurrency: 8 });
}

/** Sends a batch; what SQS refused of it is sent again. */
async function send(sqs: SQSClient, QueueUrl: string, batch: string[]): Promise<void> {
  let left = batch;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const Entries = left.map((MessageBody, n) => ({ Id: String(n), MessageBody }));
    const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    if (Failed.length === 0) return;
    const failed = new Set(Failed.map(({ Id }) => Id));
    left = left.filter((_, n) => failed.has(String(n)));
  }
  throw new Error(`the queue refused ${left.length} of ${batch.length} messages ${ATTEMPTS} times`);
}
