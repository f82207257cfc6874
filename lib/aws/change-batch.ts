import { ChangeMessageVisibilityCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type { Change } from "../vault/hint.ts";
import { publicError } from "./aws-error.ts";
import { parseChange } from "./change-event.ts";
import { log } from "./log.ts";

/**
 * When a failed message comes again: sooner than the queue's own timeout, which must outlast the function.
 * The last wait passes the minute after which the store wins over an event.
 */
const AGAIN_SECONDS = [5, 15, 45, 135];
/** A message that cannot be understood will not be later: straight through its retries to the dead letters. */
const MALFORMED_AGAIN_SECONDS = 1;

/**
 * Handles batches of the changes queue. Parameters are taken side by side, the messages of one parameter
 * one after the other; each message fails by itself.
 * @param handle captures a change; `lag` true sends its message back to come again
 */
export function changeBatch(sqs: SQSClient, queueUrl: string, prefix: string) {
  return async (event: SQSEvent, handle: (change: Change) => Promise<{ lag: boolean }>): Promise<SQSBatchResponse> => {
    const failed: string[] = [];
    const again = async (record: SQSRecord, seconds: number, why: Record<string, unknown>) => {
      log.error("message comes again", { messageId: record.messageId, seconds, ...why });
      failed.push(record.messageId);
      await delay(sqs, queueUrl, record, seconds);
    };

    const byName = new Map<string, { record: SQSRecord; change: Change }[]>();
    for (const record of event.Records) {
      try {
        const change = parseChange(record.body);
        if (!change?.name.startsWith(prefix)) continue;
        byName.set(change.name, [...(byName.get(change.name) ?? []), { record, change }]);
      } catch (error) {
        await again(record, MALFORMED_AGAIN_SECONDS, { error: publicError(error).message });
      }
    }

    const one = async ({ record, change }: { record: SQSRecord; change: Change }) => {
      try {
        const { lag } = await handle(change);
        if (lag) await again(record, wait(record), { name: change.name, lag });
      } catch (error) {
        await again(record, wait(record), { name: change.name, error: publicError(error).message });
      }
    };
    const oneAfterAnother = async (messages: { record: SQSRecord; change: Change }[]) => {
      for (const message of messages) await one(message);
    };
    await Promise.all([...byName.values()].map(oneAfterAnother));
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

function wait(record: SQSRecord): number {
  const received = Number(record.attributes.ApproximateReceiveCount);
  return AGAIN_SECONDS[received - 1] ?? AGAIN_SECONDS[AGAIN_SECONDS.length - 1] ?? 0;
}

/** Best effort: where it fails, the message comes again after the queue's own timeout. */
async function delay(sqs: SQSClient, QueueUrl: string, record: SQSRecord, seconds: number): Promise<void> {
  const command = { QueueUrl, ReceiptHandle: record.receiptHandle, VisibilityTimeout: seconds };
  try {
    await sqs.send(new ChangeMessageVisibilityCommand(command));
  } catch (error) {
    log.error("could not change when a message comes again", { error: publicError(error).message });
  }
}
