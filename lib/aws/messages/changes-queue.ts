import type { SQSClient } from "@aws-sdk/client-sqs";
import type { ChangeQueue } from "../../vault/ports.ts";
import { sweepMessage } from "./change-event.ts";
import { sendBatches } from "./send-batches.ts";

/** The changes queue, as sweep fills it. */
export function changesQueue(sqs: SQSClient, queueUrl: string): ChangeQueue {
  return { enqueue: (changes) => sendBatches(sqs, queueUrl, changes.map(sweepMessage)) };
}
