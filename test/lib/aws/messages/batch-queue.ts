import { setTimeout as sleep } from "node:timers/promises";
import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { afterEach, beforeEach, vi } from "vitest";
import { parseChanges } from "../../../../lib/aws/messages/change-event.ts";
import { messageBatch } from "../../../../lib/aws/messages/message-batch.ts";
import type { Change } from "../../../../lib/vault/capture/change.ts";
import type { Delivery, Outcome, Undone } from "../../../../lib/vault/delivery.ts";
import type { FailureRow } from "../../../../lib/vault/status/failure-row.ts";
import { localAws } from "../../../support/local-aws.ts";
import { makeQueue } from "../../../support/local-parts.ts";

/** What a test does with one message: whether it lags, or it throws. */
export type Handle = (change: Change) => Promise<{ lag: "soon" | "later" | false }>;

const READER = {
  home: { account: "000000000000", region: "us-east-1" },
  restoreRoleArn: "",
  now: new Date("2026-11-22T12:00:00.000Z"),
};
export const PREFIX = "/sst/passphrase/";
export const sqs = new SQSClient(localAws());
/** The dead letters of a queue that is made for each test. */
export let deadLetters: string;
let url: string;
/** What `keep` was given in this test. */
export let handled: Change[];
/** The failures that were noted in this test. */
export let noted: FailureRow[];
/** All that was delivered in this test. */
export let delivered: Delivery<Change>[];

beforeEach(async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  vi.spyOn(console, "info").mockImplementation(() => {});
  const dead = await makeQueue(sqs);
  deadLetters = dead.url;
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 3 });
  ({ url } = await makeQueue(sqs, { VisibilityTimeout: "600", RedrivePolicy }));
  handled = [];
  noted = [];
  delivered = [];
});
afterEach(() => vi.restoreAllMocks());

export const logged = () => vi.mocked(console.error).mock.calls.map(([fields]) => fields);
/** The names of those that lag, as they were logged. */
export const lagging = () => vi.mocked(console.info).mock.calls.map(([{ names }]) => names);

/** The message of a change event, as the rule puts it on the queue. */
export function changed(stage: string, operation = "Update", prefix = PREFIX): string {
  const detail = { operation, name: `${prefix}shop/${stage}`, type: "SecureString" };
  const time = "2026-11-22T01:49:46Z";
  const envelope = { source: "aws.ssm", "detail-type": "Parameter Store Change", ...READER.home, time };
  return JSON.stringify({ ...envelope, detail });
}

export async function send(...messages: string[]): Promise<void> {
  for (const MessageBody of messages) await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody }));
}

/** What can be received now, as Lambda hands it to a function. */
export async function received(): Promise<SQSEvent> {
  const receive = new ReceiveMessageCommand({
    QueueUrl: url,
    MaxNumberOfMessages: 10,
    MessageSystemAttributeNames: ["All"],
  });
  const { Messages = [] } = await sqs.send(receive);
  const record = ({ MessageId, ReceiptHandle, Body, Attributes }: Message) =>
    ({
      messageId: MessageId,
      receiptHandle: ReceiptHandle,
      body: Body,
      attributes: Attributes,
    }) as unknown as SQSRecord;
  return { Records: Messages.map(record) };
}

/** Handles a batch, and gives what it reports to Lambda. */
export function handleBatch(event: SQSEvent, handle: Handle, client = sqs, lagSeconds = 60): Promise<SQSBatchResponse> {
  const parse = (body: string) => parseChanges(body, READER);
  const noteFailure = (failure: FailureRow) => Promise.resolve(void noted.push(failure));
  const batch = messageBatch(client, { queueUrl: url, prefix: PREFIX, parse, noteFailure, lagSeconds });
  return batch(event, (deliveries) => outcome(deliveries, handle));
}

async function outcome(deliveries: Delivery<Change>[], handle: Handle): Promise<Outcome<Change>> {
  const undone = new Map<Delivery<Change>, Undone>();
  for (const delivery of deliveries) {
    delivered.push(delivery);
    try {
      const { lag } = await handle(delivery.message);
      if (lag) undone.set(delivery, { lag });
    } catch (error) {
      undone.set(delivery, { error });
    }
  }
  return undone;
}

/** Handles a batch as Lambda does: what is not reported as failed is deleted. Returns the bodies of what failed. */
export async function run(event: SQSEvent, handle: Handle = keep): Promise<string[]> {
  const { batchItemFailures } = await handleBatch(event, handle);
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  for (const { messageId, receiptHandle } of event.Records) {
    if (failed.has(messageId)) continue;
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: receiptHandle }));
  }
  return event.Records.filter(({ messageId }) => failed.has(messageId)).map(({ body }) => body);
}

export async function keep(change: Change): Promise<{ lag: false }> {
  handled.push(change);
  await sleep(1);
  return { lag: false };
}

export const stages = () => handled.map(({ name }) => name.split("/").at(-1));

/** The commands that a client sends from now on. */
export function commandsOf(client: SQSClient): () => string[] {
  const sent: string[] = [];
  client.middlewareStack.add(
    (next, context) => (args) => {
      sent.push(context.commandName ?? "");
      return next(args);
    },
    { step: "initialize", name: `seen by a test ${Math.random()}` },
  );
  return () => sent;
}
