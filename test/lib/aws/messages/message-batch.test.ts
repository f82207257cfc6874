import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Change } from "../../../../lib/vault/capture/change.ts";
import { VaultError } from "../../../../lib/vault/errors.ts";
import {
  changed,
  commandsOf,
  delivered,
  handleBatch,
  handled,
  keep,
  lagging,
  logged,
  noted,
  PREFIX,
  received,
  run,
  send,
  sqs,
  stages,
} from "./batch-queue.ts";

describe("the messages of a batch", () => {
  test("fail each by itself: what lags, throws or cannot be understood comes again, the rest is done", async () => {
    const scrambled = `{"scrambled ${randomUUID()}`;
    await send(changed("good"), changed("lagging"), scrambled, changed("failing"), changed("fine"));
    const failed = await run(await received(), async (change) => {
      await keep(change);
      if (change.name.endsWith("failing")) throw new VaultError("Busy", "too many writers");
      return { lag: change.name.endsWith("lagging") && "soon" };
    });
    expect(failed.sort()).toEqual([scrambled, changed("lagging"), changed("failing")].sort());
    expect(stages().sort()).toEqual(["failing", "fine", "good", "lagging"]);
    const told = logged().map(({ name, error }) => [name?.split("/").at(-1), error]);
    expect(told.sort()).toEqual(
      [
        [undefined, "the message is not JSON"],
        ["failing", "too many writers"],
      ].sort(),
    );
    expect(lagging()).toEqual([[`${PREFIX}shop/lagging`]]);
    expect(JSON.stringify([logged(), lagging()])).not.toContain("scrambled");
    // What lags is no failure: `status` shows only what went wrong.
    const at = expect.stringMatching(/^\d{4}-.*Z$/);
    expect(noted).toEqual([{ at, name: `${PREFIX}shop/failing`, error: "Busy", right: null }]);
  });

  test("are handed over together, each with how often it was delivered and when it was sent", async () => {
    await send(changed("dev", "Create"), changed("prod"));
    await run(await received(), () => Promise.resolve({ lag: "soon" }));
    expect(delivered.map(({ message: { name }, times, last }) => [name.split("/").at(-1), times, last])).toEqual([
      ["dev", 1, false],
      ["prod", 1, false],
    ]);
    for (const { sentAt } of delivered) expect(Math.abs(Date.parse(sentAt) - Date.now())).toBeLessThan(60_000);
  });

  test("have their waits changed in one call", async () => {
    const seen = commandsOf(sqs);
    await send(changed("one"), changed("two"), "scrambled");
    await run(await received(), () => Promise.resolve({ lag: "soon" }));
    expect(seen().filter((name) => name.startsWith("ChangeMessageVisibility"))).toEqual([
      "ChangeMessageVisibilityBatchCommand",
    ]);
  });

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
    const { detail, time: _, ...envelope } = JSON.parse(changed("any"));
    const call = { ...detail, eventID: "one", eventName: "DeleteParameters", eventTime: "2026-11-22T01:49:46Z" };
    const type = { "detail-type": "AWS API Call via CloudTrail" };
    return JSON.stringify({ ...envelope, ...type, detail: { ...call, requestParameters } });
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
      return { lag: !change.name.endsWith("two") && ("soon" as const) };
    };
    const { batchItemFailures } = await handleBatch(event, handle);
    expect(batchItemFailures).toEqual([{ itemIdentifier: event.Records[0]?.messageId }]);
    expect(stages().sort()).toEqual(["one", "three", "two"]);
    expect(lagging()).toEqual([[`${PREFIX}shop/one`, `${PREFIX}shop/three`]]);
  });
});
