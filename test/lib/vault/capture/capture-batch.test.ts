import { describe, expect, test, vi } from "vitest";
import { expectSoundLedger } from "../../../support/expect-sound-ledger.ts";
import { stage } from "../../../support/memory/memory-vault.ts";
import { batch, callsSeen, story, told, trailed, vault } from "./batch-scene.ts";

const { name } = stage("dev");
const SOON = { lag: "soon" };
const LATER = { lag: "later" };

describe("what a batch holds about one parameter", () => {
  test("is one look and one append, whatever it tells of and in whatever order, and one test", async () => {
    const calls = callsSeen();
    vault.store.userPut(name, "one");
    vault.store.userPut(name, "two");
    vault.store.userPut(name, "three");
    const call = { eventName: "PutParameter", told: { version: 3 } } as const;
    const done = await batch([
      told("dev", "update"),
      trailed("dev", call),
      told("dev", "create"),
      told("dev", "update"),
    ]);
    expect(done).toEqual(["done", "done", "done", "done"]);
    expect(calls()).toEqual({ observe: 1, tail: 1, append: 1 });
    expect(story()).toEqual(["created 1 1", "updated 1 2", "updated 1 3", "api-call 1"]);
    expect(vault.checked).toEqual([name]);
    expectSoundLedger(vault, stage("dev"), []);
  });

  test("comes again in part, where a part of it does not show yet", async () => {
    vault.store.userPut(name, "one");
    expect(await batch([told("dev", "create"), told("dev", "delete")])).toEqual(["done", SOON]);
    expect(story()).toEqual(["created 1 1"]);
    expect(vault.checked).toEqual([name]);
  });

  test("is taken by its times: a life that ended and one that began after it are told in that order", async () => {
    vault.store.userPut(name, "one");
    await batch([told("dev", "create")]);
    vault.clock.advance(40_000);
    vault.store.userDelete(name);
    const deletion = told("dev", "delete");
    vault.clock.advance(30_000);
    vault.store.userPut(name, "two");
    expect(await batch([told("dev", "create"), deletion])).toEqual(["done", "done"]);
    expect(story()).toEqual(["created 1 1", "deleted 1", "created 2 1"]);
    expect(vault.rows(stage("dev"))[1]?.entry).toMatchObject({ time: deletion.message.hint.at, detail: {} });
  });
});

describe("the parameters of a batch", () => {
  test("are looked at side by side", async () => {
    const { store } = vault.ports();
    const all = Promise.withResolvers<void>();
    const looked: string[] = [];
    const observe = async (of: string) => {
      looked.push(of);
      if (looked.length === 10) all.resolve();
      await all.promise; // one after the other would wait for ever
      return store.observe(of);
    };
    const names = Array.from({ length: 10 }, (_, n) => `pr-${n}`);
    for (const of of names) vault.store.userPut(stage(of).name, of);
    const ports = { store: { observe, tags: store.tags.bind(store), absent: store.absent.bind(store) } };
    expect(
      await batch(
        names.map((of) => told(of, "create")),
        ports,
      ),
    ).toEqual(names.map(() => "done"));
  });

  test("fail each by itself", async () => {
    const { store } = vault.ports();
    const throttled = new Error("throttled");
    const observe = (of: string) => (of.endsWith("bad") ? Promise.reject(throttled) : store.observe(of));
    vault.store.userPut(name, "one");
    vault.store.userPut(stage("bad").name, "one");
    const ports = { store: { observe, tags: store.tags.bind(store), absent: store.absent.bind(store) } };
    const done = await batch([told("bad", "create"), told("dev", "create"), told("bad", "update")], ports);
    expect(done).toEqual([{ error: throttled }, "done", { error: throttled }]);
    expect(vault.checked).toEqual([name]);
  });

  test("are all tested by one call, and come again where that fails: all is kept by then", async () => {
    const broken = new Error("the queue is gone");
    for (const of of ["dev", "prod"]) vault.store.userPut(stage(of).name, "one");
    const enqueued: string[][] = [];
    const checks = {
      enqueue: (names: string[]) => {
        enqueued.push(names);
        return Promise.reject(broken);
      },
    };
    const done = await batch([told("dev", "create"), told("prod", "create"), told("gone", "create")], { checks });
    expect(done).toEqual([{ error: broken }, { error: broken }, SOON]);
    expect(enqueued).toEqual([[name, stage("prod").name]]);
    expect([story("dev"), story("prod")]).toEqual([["created 1 1"], ["created 1 1"]]);
  });
});

describe("values that vanished before they could be read", () => {
  const GONE = Array.from({ length: 10 }, (_, n) => `gone-${n}`);
  const vanish = () => {
    for (const of of GONE) {
      vault.store.userPut(stage(of).name, of);
      vault.store.userDelete(stage(of).name);
    }
  };

  test("cost two calls for all of a batch and no wait, and come again: what may hold a value soon", async () => {
    vanish();
    const calls = callsSeen();
    const done = await batch(GONE.flatMap((of) => [told(of, "create"), told(of, "delete"), trailed(of, {})]));
    expect(done).toEqual(GONE.flatMap(() => [SOON, LATER, LATER]));
    expect(calls()).toEqual({ absent: 1, known: 1 });
  });

  test("are noted, each once, when they must show and do not", async () => {
    vanish();
    const messages = GONE.flatMap((of) => [told(of, "create"), told(of, "delete")]);
    vault.clock.advance(61_000);
    expect(await batch(messages)).toEqual(messages.map(() => "done"));
    expect(GONE.map(story)).toEqual(GONE.map(() => ["capture-missed"]));
  });

  test("are noted by their last delivery, whatever the clock says", async () => {
    vanish();
    const messages = GONE.map((of) => told(of, "create", { times: 5, last: true }));
    expect(await batch(messages)).toEqual(messages.map(() => "done"));
    expect(GONE.map(story)).toEqual(GONE.map(() => ["capture-missed"]));
  });

  test("hold up none that can be read, nor the deletion of one that is known", async () => {
    vault.store.userPut(name, "one");
    await batch([told("dev", "create")]);
    vault.clock.advance(10_000);
    vanish();
    vault.store.userDelete(name);
    vault.store.userPut(stage("prod").name, "one");
    const [deleted, created, ...others] = await batch([
      told("dev", "delete"),
      told("prod", "create"),
      ...GONE.map((of) => told(of, "create")),
    ]);
    expect([deleted, created]).toEqual(["done", "done"]);
    expect(others).toEqual(GONE.map(() => SOON));
    expect([story("dev"), story("prod")]).toEqual([["created 1 1", "deleted 1"], ["created 1 1"]]);
  });

  test("are looked at one by one where they cannot be told apart", async () => {
    const { store } = vault.ports();
    const absent = () => Promise.reject(new Error("may not"));
    for (const of of GONE) vault.store.userPut(stage(of).name, of);
    const ports = { store: { observe: store.observe.bind(store), tags: store.tags.bind(store), absent } };
    expect(
      await batch(
        GONE.map((of) => told(of, "create")),
        ports,
      ),
    ).toEqual(GONE.map(() => "done"));
  });
});

describe("a doubled event", () => {
  test("of one that this process is done with costs nothing", async () => {
    vault.store.userPut(name, "one");
    await batch([told("dev", "create", { event: "one" })]);
    const calls = callsSeen();
    expect(await batch([told("dev", "create", { event: "one" })])).toEqual(["done"]);
    expect(calls()).toEqual({});
  });

  test("of one that comes again is looked at", async () => {
    expect(await batch([told("dev", "create", { event: "one" })])).toEqual([SOON]);
    vault.store.userPut(name, "one");
    expect(await batch([told("dev", "create", { event: "one" })])).toEqual(["done"]);
    expect(story()).toEqual(["created 1 1"]);
  });

  test("tests nothing again, unless an earlier try may have ended before it did, or restore left the test to us", async () => {
    vault.store.userPut(name, "one");
    await batch([told("dev", "create")]);
    vault.checked.length = 0;
    await batch([told("dev", "create")]);
    expect(vault.checked).toEqual([]);
    await batch([told("dev", "create", { times: 2 })]);
    expect(vault.checked).toEqual([name]);
  });
});

test("a call that failed is recorded after what may be gone any moment, and holds that up in nothing", async () => {
  vault.store.userPut(name, "one");
  await batch([told("dev", "create")]);
  vault.store.userPut(name, "two");
  vi.spyOn(vault.tables, "recent").mockRejectedValue(new Error("throttled"));
  const denied = trailed("dev", { eventName: "DeleteParameter", errorCode: "AccessDenied" });
  const [failed, update] = await batch([denied, told("dev", "update")]);
  expect([failed, update]).toEqual([{ error: new Error("throttled") }, "done"]);
  expect(story()).toEqual(["created 1 1", "updated 1 2"]);
});
