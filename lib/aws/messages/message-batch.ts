import { ChangeMessageVisibilityCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import pMap from "p-map";
import type { FailureRow } from "../../vault/status/failure-row.ts";
import { failureOf, toldOf } from "../aws-error.ts";
import { log } from "../log.ts";

/**
 * When a failed message comes again: sooner than the queue's own timeout, which must outlast the function.
 * The last wait passes the minute after which the store wins over an event.
 */
const AGAIN_SECONDS = [5, 15, 45, 135];
/** Parameters taken side by side: Parameter Store's rate is the account's, and deploys need it too. */
const AT_ONCE = 3;
/** A message that cannot be understood will not be later: straight through its retries to the dead letters. */
const MALFORMED_AGAIN_SECONDS = 1;

/**
 * Handles batches of a queue whose messages name parameters, mostly one. Parameters are taken side by side, what
 * is about one parameter one after the other; each message fails by itself, once, where any part of it does.
 * @param parse gives nothing for a message that is of no interest; throws for one that cannot be understood
 * @param noteFailure gets the last failure of a batch
 * @returns a handler, given what to do with a message; `lag` true sends it back to come again
 */
export function messageBatch<Message extends { name: string }>(
  sqs: SQSClient,
  queueUrl: string,
  prefix: string,
  parse: (body: string) => Message[],
  noteFailure: (failure: FailureRow) => Promise<void>,
) {
  type Handle = (message: Message) => Promise<{ lag: boolean }>;
  type Received = { record: SQSRecord; message: Message };
  return async (event: SQSEvent, handle: Handle): Promise<SQSBatchResponse> => {
    const failed = new Set<string>();
    const again = async (record: SQSRecord, seconds: number, why: Record<string, unknown>) => {
      log.error("message comes again", { messageId: record.messageId, seconds, ...why });
      failed.add(record.messageId);
      await delay(sqs, queueUrl, record, seconds);
    };

    const byName = new Map<string, Received[]>();
    for (const record of event.Records) {
      try {
        for (const message of parse(record.body)) {
          if (!message.name.startsWith(prefix)) continue;
          byName.set(message.name, [...(byName.get(message.name) ?? []), { record, message }]);
        }
      } catch (error) {
        await again(record, MALFORMED_AGAIN_SECONDS, { error: toldOf(error) });
      }
    }

    let failure: FailureRow | null = null;
    const one = async ({ record, message }: Received) => {
      try {
        const { lag } = await handle(message);
        if (lag) await again(record, wait(record), { name: message.name, lag });
      } catch (error) {
        failure = { at: new Date().toISOString(), name: message.name, ...failureOf(error) };
        await again(record, wait(record), { name: message.name, error: toldOf(error) });
      }
    };
    const oneAfterAnother = async (messages: Received[]) => {
      for (const received of messages) await one(received);
    };
    await pMap(byName.values(), oneAfterAnother, { concurrency: AT_ONCE });
    if (failure) await noteFailure(failure);
    return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
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
    log.error("could not change when a message comes again", { error: toldOf(error) });
  }
}
