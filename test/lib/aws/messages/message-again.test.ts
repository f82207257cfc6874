import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { SQSRecord } from "aws-lambda";
import { describe, expect, test } from "vitest";
import { VaultError } from "../../../../lib/vault/errors.ts";
import { localAws } from "../../../support/local-aws.ts";
import { bodies } from "../../../support/local-parts.ts";
import {
  changed,
  deadLetters,
  delivered,
  type Handle,
  handleBatch,
  keep,
  logged,
  received,
  run,
  send,
  sqs,
  stages,
} from "./batch-queue.ts";

function withCount(record: SQSRecord, count: number): SQSRecord {
  return { ...record, attributes: { ...record.attributes, ApproximateReceiveCount: String(count) } };
}

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

  describe("waits longer each time,", () => {
    /** The waits of a message that comes to the same end each time. */
    const waitsOf = async (handle: Handle, lagSeconds?: number) => {
      const waits: unknown[] = [];
      const seen = new SQSClient(localAws());
      seen.middlewareStack.add(
        (next) => (args) => {
          const { Entries = [] } = args.input as { Entries?: { VisibilityTimeout?: number }[] };
          waits.push(...Entries.map(({ VisibilityTimeout }) => VisibilityTimeout));
          return next(args);
        },
        { step: "initialize" },
      );
      await send(changed("dev"));
      const { Records } = await received();
      for (const count of [1, 2, 3, 4]) {
        const again = { Records: Records.map((record) => withCount(record, count)) };
        await handleBatch(again, handle, seen, lagSeconds);
      }
      return waits as number[];
    };
    const sum = (waits: number[]) => waits.reduce((all, each) => all + each, 0);

    test("where it lags at first a second only, since a value may not live long", async () => {
      expect(await waitsOf(() => Promise.resolve({ lag: "soon" }))).toEqual([1, 5, 15, 45]);
    });

    test.each([0, 60, 180])("where it lags in the end past the %d s after which the store wins", async (lagSeconds) => {
      expect(sum(await waitsOf(() => Promise.resolve({ lag: "soon" }), lagSeconds))).toBeGreaterThan(lagSeconds);
    });

    test("where nothing is lost by waiting until it must show", async () => {
      expect(await waitsOf(() => Promise.resolve({ lag: "later" }))).toEqual([61, 61, 61, 61]);
    });

    test("where it failed for minutes in all", async () => {
      const waits = await waitsOf(() => Promise.reject(new VaultError("Busy", "too many writers")));
      expect(waits).toEqual([5, 15, 45, 135]);
    });

    test("and is known to be there for the last time", async () => {
      await send(changed("dev"));
      const { Records } = await received();
      for (const count of [4, 5]) await handleBatch({ Records: Records.map((one) => withCount(one, count)) }, keep);
      expect(delivered.map(({ times, last }) => [times, last])).toEqual([
        [4, false],
        [5, true],
      ]);
    });
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
    const { batchItemFailures } = await handleBatch(event, () => Promise.resolve({ lag: "soon" }));
    expect(batchItemFailures).toEqual(Records.map(({ messageId }) => ({ itemIdentifier: messageId })));
    expect(logged().at(-1)).toMatchObject({ message: "could not change when a message comes again" });
  });
});
