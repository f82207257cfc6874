import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { Change } from "../../../../lib/vault/capture/change.ts";
import { VaultError } from "../../../../lib/vault/errors.ts";
import {
  changed,
  handleBatch,
  handled,
  keep,
  logged,
  noted,
  PREFIX,
  received,
  run,
  send,
  stages,
} from "./batch-queue.ts";

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
    // What lags is no failure: `status` shows only what went wrong.
    const at = expect.stringMatching(/^\d{4}-.*Z$/);
    expect(noted).toEqual([{ at, name: `${PREFIX}shop/failing`, error: "Busy", right: null }]);
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
      return { lag: !change.name.endsWith("two") };
    };
    const { batchItemFailures } = await handleBatch(event, handle);
    expect(batchItemFailures).toEqual([{ itemIdentifier: event.Records[0]?.messageId }]);
    expect(stages().sort()).toEqual(["one", "three", "two"]);
    expect(
      logged()
        .map(({ name }) => name.split("/").at(-1))
        .sort(),
    ).toEqual(["one", "three"]);
  });
});
