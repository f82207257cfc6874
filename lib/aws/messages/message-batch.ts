import { ChangeMessageVisibilityBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type { Delivery, Outcome, Undone } from "../../vault/delivery.ts";
import type { FailureRow } from "../../vault/status/failure-row.ts";
import { failureOf, toldOf } from "../aws-error.ts";
import { MAX_RECEIVES } from "../environment.ts";
import { log } from "../log.ts";

/**
 * After so many seconds a message is delivered again whose change does not show yet: the first time within a second,
 * since a value may not live long; the last time once nothing is taken for lag any more.
 */
const LAG_SECONDS = [1, 5, 15, 45];
/** And one that failed. Both sooner than the queue's own timeout, which must outlast the function. */
const FAILED_SECONDS = [5, 15, 45, 135];
/** A message that cannot be understood will not be later: straight through its retries to the dead letters. */
const MALFORMED_SECONDS = 1;

/** What went wrong with a record, and after how many seconds it is delivered again. */
interface Again {
  record: SQSRecord;
  seconds: number;
}

export interface MessageBatchOptions<Message> {
  queueUrl: string;
  /** Messages about other parameters are of no interest. */
  prefix: string;
  /** Gives nothing for a message that is of no interest; throws for one that cannot be understood. */
  parse: (body: string) => Message[];
  /** Gets the last failure of a batch. */
  noteFailure: (failure: FailureRow) => Promise<void>;
  /** For how long at most what a message tells of may not show: its last delivery comes after that. @default 0 */
  lagSeconds?: number;
}

/**
 * Handles batches of a queue whose messages name parameters, mostly one. Each message fails by itself, once, where any
 * part of it does, and is then delivered again by the queue: no handler waits while others do.
 * @returns a handler, given what to do with all messages of a batch
 */
export function messageBatch<Message extends { name: string }>(
  sqs: SQSClient,
  { queueUrl, prefix, parse, noteFailure, lagSeconds = 0 }: MessageBatchOptions<Message>,
) {
  type Handle = (deliveries: Delivery<Message>[]) => Promise<Outcome<Message>>;
  return async ({ Records }: SQSEvent, handle: Handle): Promise<SQSBatchResponse> => {
    const again = new Map<SQSRecord, number>();
    const redeliver = (record: SQSRecord, seconds: number) => {
      again.set(record, Math.max(seconds, again.get(record) ?? 0));
      return { messageId: record.messageId, seconds };
    };
    const recordOf = new Map<Delivery<Message>, SQSRecord>();
    for (const record of Records) {
      try {
        for (const message of parse(record.body)) {
          if (message.name.startsWith(prefix)) recordOf.set({ message, ...timesOf(record) }, record);
        }
      } catch (error) {
        log.error("message comes again", { ...redeliver(record, MALFORMED_SECONDS), error: toldOf(error) });
      }
    }
    if (recordOf.size > 0) {
      const lagging = new Set<string>();
      let failure: FailureRow | null = null;
      for (const [delivery, undone] of await handle([...recordOf.keys()])) {
        const record = recordOf.get(delivery);
        const { name } = delivery.message;
        if (!record) continue;
        const again = redeliver(record, wait(delivery.times, undone, lagSeconds));
        if ("lag" in undone) {
          lagging.add(name);
          continue;
        }
        failure = { at: new Date().toISOString(), name, ...failureOf(undone.error) };
        log.error("message comes again", { ...again, name, error: toldOf(undone.error) });
      }
      if (failure) await noteFailure(failure);
      // One line for all: anybody who may put parameters can make many of them.
      if (lagging.size > 0) log.info("messages come again, whose change does not show yet", { names: [...lagging] });
    }
    await delay(
      sqs,
      queueUrl,
      [...again].map(([record, seconds]) => ({ record, seconds })),
    );
    return { batchItemFailures: [...again.keys()].map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

function timesOf({ attributes }: SQSRecord): Omit<Delivery<unknown>, "message"> {
  const times = Number(attributes.ApproximateReceiveCount);
  return { times, last: times >= MAX_RECEIVES, sentAt: new Date(Number(attributes.SentTimestamp)).toISOString() };
}

function wait(times: number, undone: Undone, lagSeconds: number): number {
  if ("error" in undone) return at(FAILED_SECONDS, times);
  if (undone.lag === "later") return lagSeconds + 1;
  const waited = LAG_SECONDS.slice(0, times - 1).reduce((sum, each) => sum + each, 0);
  return times < LAG_SECONDS.length
    ? at(LAG_SECONDS, times)
    : Math.max(at(LAG_SECONDS, times), lagSeconds + 1 - waited);
}

/** The wait after so many deliveries; the last one stands for all further ones. */
function at(waits: readonly number[], times: number): number {
  return waits[Math.min(times, waits.length) - 1] ?? 0;
}

/** SQS changes ten messages at once (AWS API reference, ChangeMessageVisibilityBatch); no batch is larger. */
async function delay(sqs: SQSClient, QueueUrl: string, again: Again[]): Promise<void> {
  if (again.length === 0) return;
  const Entries = again.map(({ record: { receiptHandle: ReceiptHandle }, seconds: VisibilityTimeout }, n) => {
    return { Id: String(n), ReceiptHandle, VisibilityTimeout };
  });
  // Best effort: where it fails, the message is delivered again after the queue's own timeout.
  try {
    const { Failed = [] } = await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
    for (const { Code } of Failed) log.error("could not change when a message comes again", { error: Code });
  } catch (error) {
    log.error("could not change when a message comes again", { error: toldOf(error) });
  }
}
