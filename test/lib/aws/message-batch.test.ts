import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { SQSEvent, SQSRecord } from "aws-lambda";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { parseChanges } from "../../../lib/aws/change-event.ts";
import { messageBatch } from "../../../lib/aws/message-batch.ts";
import { VaultError } from "../../../lib/vault/errors.ts";
import type { Change } from "../../../lib/vault/hint.ts";
import { localAws } from "../../support/local-aws.ts";
import { bodies, makeQueue } from "../../support/local-parts.ts";

const PREFIX = "/sst/passphrase/";
const parse = (body: string) => parseChanges(body, "");
const sqs = new SQSClient(localAws());
let url: string;
let deadLetters: string;
let handled: Change[];

beforeEach(async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const dead = await makeQueue(sqs);
  deadLetters = dead.url;
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 3 });
  ({ url } = await makeQueue(sqs, { VisibilityTimeout: "600", RedrivePolicy }));
  handled = [];
});
afterEach(() => vi.restoreAllMocks());

const logged = () => vi.mocked(console.error).mock.calls.map(([fields]) => fields);

/** The message of a change event, as the rule puts it on the queue. */
function changed(stage: string, operation = "Update", prefix = PREFIX): string {
  const detail = { operation, name: `${prefix}shop/${stage}`, type: "SecureString" };
  const time = "2026-11-22T01:49:46Z";
  return JSON.stringify({ source: "aws.ssm", "detail-type": "Parameter Store Change", time, detail });
}

async function send(...messages: string[]): Promise<void> {
  for (const MessageBody of messages) await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody }));
}

/** What can be received now, as Lambda hands it to a function. */
async function received(): Promise<SQSEvent> {
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

/** Handles a batch as Lambda does: what is not reported as failed is deleted. Returns the bodies of what failed. */
async function run(event: SQSEvent, handle: (change: Change) => Promise<{ lag: boolean }> = keep): Promise<string[]> {
  const { batchItemFailures } = await messageBatch(sqs, url, PREFIX, parse)(event, handle);
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  for (const { messageId, receiptHandle } of event.Records) {
    if (failed.has(messageId)) continue;
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: receiptHandle }));
  }
  return event.Records.filter(({ messageId }) => failed.has(messageId)).map(({ body }) => body);
}

async function keep(change: Change): Promise<{ lag: boolean }> {
  handled.push(change);
  await sleep(1);
  return { lag: false };
}

const stages = () => handled.map(({ name }) => name.split("/").at(-1));

describe("the messages of a batch", () => {
  test("fail each by itself: what lags, throws or cannot be understood comes again, the rest is done", async () => {
    const scrambled = `{"scrambled ${randomUUID()}`;
    await send(changed("good"), changed("lagging"), scrambled, changed("failing"), changed("fine"));
    const failed = await run(await received(), async (change) => {
      await keep(change);
      if (change.name.endsWith("failing")) throw new VaultError("Busy", "too many writers");
      return { lag: change.name.endsWith("lagging") };
    });
    expect(failed.sort()).toEqual([scrambled, changed("lagging"), changed("failing")].sort());
    expect(stages().sort()).toEqual(["failing", "fine", "good", "lagging"]);
    const told = logged().map(({ name, lag, error }) => [name?.split("/").at(-1), lag ?? error]);
    expect(told.sort()).toEqual(
      [
        [undefined, "the message is not JSON"],
        ["failing", "too many writers"],
        ["lagging", true],
      ].sort(),
    );
    expect(JSON.stringify(logged())).not.toContain("scrambled");
  });

  test("are taken one after the other where they are of one parameter, side by side where not", async () => {
    await send(changed("dev", "Create"), changed("dev", "Update"), changed("prod"), changed("dev", "Delete"));
    const order: string[] = [];
    const prod = Promise.withResolvers<void>();
    await run(await received(), async ({ name, hint }) => {
      const step = `${name.split("/").at(-1)} ${hint.kind}`;
      order.push(`${step} begins`);
      if (name.endsWith("prod")) prod.resolve();
      await prod.promise; // one after the other would wait for ever
      await sleep(5);
      order.push(`${step} ends`);
      return { lag: false };
    });
    const steps = ["create", "update", "delete"].flatMap((kind) => [`dev ${kind} begins`, `dev ${kind} ends`]);
    expect(order.filter((step) => step.startsWith("dev"))).toEqual(steps);
  }, 5_000);

  test("of labels and of other prefixes are done with, and nobody looks", async () => {
    await send(changed("dev", "LabelParameterVersion"), changed("dev", "Update", "/sst/passphrases/"));
    expect(await run(await received())).toEqual([]);
    expect(handled).toEqual([]);
    expect((await received()).Records).toEqual([]);
  });
});

describe("a message that names several parameters", () => {
  const many = (...stages: string[]) => {
    const requestParameters = { names: stages.map((stage) => `${PREFIX}shop/${stage}`) };
    const { source, detail } = JSON.parse(changed("any"));
    const call = { ...detail, eventID: "one", eventName: "DeleteParameters", eventTime: "2026-11-22T01:49:46Z" };
    const type = { "detail-type": "AWS API Call via CloudTrail" };
    return JSON.stringify({ source, ...type, detail: { ...call, requestParameters } });
  };

  test("is handled for each of them", async () => {
    await send(many("one", "two", "three"), changed("two"));
    expect(await run(await received())).toEqual([]);
    expect(stages().sort()).toEqual(["one", "three", "two", "two"]);
  });

  test("comes again, once, where some of it failed, and the rest of it is done", async () => {
    await send(many("one", "two", "three"));
    const event = await received();
    const handle = async (change: Change) => {
      await keep(change);
      return { lag: !change.name.endsWith("two") };
    };
    const { batchItemFailures } = await messageBatch(sqs, url, PREFIX, parse)(event, handle);
    expect(batchItemFailures).toEqual([{ itemIdentifier: event.Records[0]?.messageId }]);
    expect(stages().sort()).toEqual(["one", "three", "two"]);
    expect(
      logged()
        .map(({ name }) => name.split("/").at(-1))
        .sort(),
    ).toEqual(["one", "three"]);
  });
});

describe("a message that comes again", () => {
  test("and cannot be understood is a dead letter within seconds, as it was, and holds up no other", async () => {
    const malformed = `{"malformed": "${randomUUID()}"}`;
    await send(malformed, changed("dev"));
    let dead: string[] = [];
    for (const until = Date.now() + 15_000; dead.length === 0 && Date.now() < until; await sleep(100)) {
      const event = await received();
      if (event.Records.length > 0) await run(event);
      dead = await bodies(sqs, deadLetters);
    }
    expect(dead).toEqual([malformed]);
    expect(stages()).toEqual(["dev"]);
    expect(logged()).toHaveLength(3);
    expect(new Set(logged().map(({ messageId }) => messageId)).size).toBe(1);
  });

  test("waits longer each time, in the end past the minute after which the store wins", async () => {
    const waits: unknown[] = [];
    const seen = new SQSClient(localAws());
    seen.middlewareStack.add(
      (next) => (args) => {
        waits.push((args.input as { VisibilityTimeout?: number }).VisibilityTimeout);
        return next(args);
      },
      { step: "initialize" },
    );
    await send(changed("dev"));
    const { Records } = await received();
    for (const count of [1, 2, 3, 4, 5]) {
      const attributes = { ApproximateReceiveCount: String(count) } as SQSRecord["attributes"];
      const again = { Records: Records.map((record) => ({ ...record, attributes })) };
      await messageBatch(seen, url, PREFIX, parse)(again, () => Promise.resolve({ lag: true }));
    }
    expect(waits).toEqual([5, 15, 45, 135, 135]);
  });

  test("after its wait, not after the queue's own timeout of ten minutes", async () => {
    await send("malformed");
    await run(await received());
    expect((await received()).Records).toEqual([]);
    await sleep(1100);
    expect((await received()).Records).toMatchObject([
      { body: "malformed", attributes: { ApproximateReceiveCount: "2" } },
    ]);
  });

  test("is reported as failed even where its wait cannot be changed", async () => {
    await send(changed("dev"));
    const { Records } = await received();
    const event = { Records: Records.map((record) => ({ ...record, receiptHandle: "no handle" })) };
    const { batchItemFailures } = await messageBatch(
      sqs,
      url,
      PREFIX,
      parse,
    )(event, () => Promise.resolve({ lag: true }));
    expect(batchItemFailures).toEqual(Records.map(({ messageId }) => ({ itemIdentifier: messageId })));
    expect(logged().at(-1)).toMatchObject({ message: "could not change when a message comes again" });
  });
});
