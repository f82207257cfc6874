import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { SQSRecord } from "aws-lambda";
import { describe, expect, test } from "vitest";
import { localAws } from "../../../support/local-aws.ts";
import { bodies } from "../../../support/local-parts.ts";
import { changed, deadLetters, handleBatch, logged, received, run, send, sqs, stages } from "./batch-queue.ts";

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
      await handleBatch(again, () => Promise.resolve({ lag: true }), seen);
    }
    expect(waits).toEqual([5, 15, 45, 135, 135]);
  });

  test("after its wait, not after the queue's own timeout of ten minutes", async () => {
    await send("malformed");
    const first = await received();
    const failed = Date.now();
    await run(first);
    let again = await received();
    for (; again.Records.length === 0; await sleep(50)) again = await received();
    const waited = Date.now() - failed;
    expect(again.Records).toMatchObject([{ body: "malformed", attributes: { ApproximateReceiveCount: "2" } }]);
    // A second, which the queue counts from a moment later on, and may count in whole ones.
    expect(waited).toBeGreaterThan(500);
  });

  test("is reported as failed even where its wait cannot be changed", async () => {
    await send(changed("dev"));
    const { Records } = await received();
    const event = { Records: Records.map((record) => ({ ...record, receiptHandle: "no handle" })) };
    const { batchItemFailures } = await handleBatch(event, () => Promise.resolve({ lag: true }));
    expect(batchItemFailures).toEqual(Records.map(({ messageId }) => ({ itemIdentifier: messageId })));
    expect(logged().at(-1)).toMatchObject({ message: "could not change when a message comes again" });
  });
});
