import { describe, expect, test, vi } from "vitest";
import { expectSoundLedger } from "../../../support/expect-sound-ledger.ts";
import { stage } from "../../../support/memory/memory-vault.ts";
import { batch, callsSeen, story, told, trailed, vault } from "./batch-scene.ts";

const parameter = stage("dev");
const { name } = parameter;
const MINUTE = 60_000;
const put = { eventName: "PutParameter" } as const;
const removal = { eventName: "DeleteParameter" } as const;

/** Captures the change that was made just now, as its event tells. */
const captured = async (kind: "create" | "update" | "delete") =>
  expect(await batch([told("dev", kind)])).toEqual(["done"]);

describe("a change of this moment", () => {
  test("has its value read before the ledger answers", async () => {
    vault.store.userPut(name, "one");
    const { ledger, store } = vault.ports();
    const read = Promise.withResolvers<void>();
    const observe = (of: string) => {
      read.resolve();
      return store.observe(of);
    };
    const tail = async (arn: string) => {
      await read.promise; // the ledger first would wait for ever
      return vault.tables.tail(arn);
    };
    const ports = {
      ledger: Object.assign(Object.create(ledger), { tail }),
      store: Object.assign(Object.create(store), { observe, tags: store.tags.bind(store) }),
    };
    expect(await batch([told("dev", "create")], ports)).toEqual(["done"]);
    expect(story()).toEqual(["created 1 1"]);
  });

  test("whose value is gone by now leaves what was read: another writer's being faster does not lose it", async () => {
    vault.store.userPut(name, "one");
    vi.spyOn(vault.tables, "append").mockImplementationOnce(() => {
      vault.store.userDelete(name);
      return Promise.resolve("raced");
    });
    expect(await batch([told("dev", "create")])).toEqual(["done"]);
    expect(story()).toEqual(["created 1 1"]);
  });

  test("is no proof that a life has ended: before that is recorded, Parameter Store is read after the ledger", async () => {
    vault.store.userPut(name, "one");
    await captured("create");
    vault.clock.advance(2 * MINUTE);
    const observe = vi.spyOn(vault.store, "observe");
    observe.mockResolvedValueOnce({ present: false, at: vault.clock.iso() });
    vault.store.userPut(name, "two");
    expect((await batch([told("dev", "update"), told("dev", "unlisted")]))[0]).toBe("done");
    expect(story()).toEqual(["created 1 1", "updated 1 2"]);
    expect(observe).toHaveBeenCalledTimes(2);
  });

  test("does not leave a life open that ended while it was read, of which the ledger has heard meanwhile", async () => {
    vault.store.userPut(name, "one");
    const seen = await vault.store.observe(name);
    vault.clock.advance(1000);
    vault.store.userDelete(name);
    await batch([told("dev", "delete", { times: 5, last: true })]);
    expect(story()).toEqual(["capture-missed"]);
    // The look at the creation was made before all that, and compares only now.
    vi.spyOn(vault.store, "observe").mockResolvedValueOnce(seen);
    const creation = told("dev", "create", { at: "2026-11-22T12:00:00.000Z" });
    expect(await batch([creation])).toEqual([{ lag: "soon" }]);
    expect(story()).toEqual(["capture-missed", "created 1 1"]);
    vault.clock.advance(MINUTE);
    expect(await batch([{ ...creation, times: 2 }])).toEqual(["done"]);
    expect(story()).toEqual(["capture-missed", "created 1 1", "deleted 1"]);
    expectSoundLedger(vault, parameter, []);
  });

  test("settles nothing where the look took long: what became of it meanwhile others may have misunderstood", async () => {
    vault.store.userPut(name, "one");
    const { key } = vault.ports();
    const seal: typeof key.seal = (...sealed) => {
      vault.clock.advance(10_000);
      return key.seal(...sealed);
    };
    expect(await batch([told("dev", "create")], { key: { ...key, seal } })).toEqual([{ lag: "soon" }]);
    expect(story()).toEqual(["created 1 1"]);
  });
});

describe("what Parameter Store shows is not taken for the change", () => {
  test("where that was an update, and it is the first version", async () => {
    vault.store.userPut(name, "one");
    await captured("create");
    vault.store.lagMs = 100;
    vault.clock.advance(100);
    vault.store.userPut(name, "two");
    expect(await batch([told("dev", "update")])).toEqual([{ lag: "soon" }]);
    vault.store.lagMs = 0;
    expect(await batch([told("dev", "update", { times: 2 })])).toEqual(["done"]);
    expect(story()).toEqual(["created 1 1", "updated 1 2"]);
  });

  test("where that was a deletion of a life of which nobody has told yet", async () => {
    vault.store.userPut(name, "one");
    await captured("create");
    vault.clock.advance(MINUTE);
    vault.store.userDelete(name);
    await captured("delete");
    vault.clock.advance(MINUTE);
    vault.store.userPut(name, "two");
    const creation = told("dev", "create");
    const seen = await vault.store.observe(name);
    vault.clock.advance(2000);
    vault.store.userDelete(name);
    const deletion = told("dev", "delete");
    expect(await batch([deletion])).toEqual([{ lag: "soon" }]);
    vi.spyOn(vault.store, "observe").mockResolvedValueOnce(seen);
    await batch([creation]);
    expect(await batch([{ ...deletion, times: 2 }])).toEqual(["done"]);
    expect(story()).toEqual(["created 1 1", "deleted 1", "created 2 1", "deleted 2"]);
  });
});

describe("a change of a while ago costs no look at Parameter Store,", () => {
  /** Delivers messages five minutes later; how often Parameter Store was looked at. */
  const looks = async (...messages: ReturnType<typeof told>[]) => {
    vault.clock.advance(5 * MINUTE);
    const calls = callsSeen();
    expect(await batch(messages)).toEqual(messages.map(() => "done"));
    return calls().observe ?? 0;
  };

  test("where the ledger has the very version that a trail tells of, and records who called", async () => {
    vault.store.userPut(name, "one");
    await captured("create");
    expect(await looks(trailed("dev", { ...put, told: { version: 1 } }))).toBe(0);
    expect(story()).toEqual(["created 1 1", "api-call 1"]);
    expectSoundLedger(vault, parameter, []);
  });

  test("where the ledger has the deletion that it tells of", async () => {
    vault.store.userPut(name, "one");
    await captured("create");
    vault.clock.advance(MINUTE);
    vault.store.userDelete(name);
    await captured("delete");
    expect(await looks(trailed("dev", removal), told("dev", "delete"))).toBe(0);
    expect(story()).toEqual(["created 1 1", "deleted 1", "api-call 1"]);
  });

  test("where it changed no value, and the passphrase is known", async () => {
    vault.store.userPut(name, "one");
    await captured("create");
    expect(await looks(trailed("dev", { eventName: "LabelParameterVersion" }))).toBe(0);
  });

  test("where the ledger has what was written after it, which no look can have shown without it", async () => {
    vault.store.userPut(name, "one");
    const creation = told("dev", "create");
    vault.clock.advance(5000);
    vault.store.userPut(name, "two");
    await captured("update");
    expect(await looks(creation)).toBe(0);
    expect(story()).toEqual(["created 1 1", "updated 1 2"]);
  });
});

describe("a change of a while ago is looked at", () => {
  const lookedAt = async (message: ReturnType<typeof told>, entries: string[]) => {
    vault.clock.advance(5 * MINUTE);
    const calls = callsSeen();
    await batch([message]);
    expect(calls().observe).toBe(1);
    expect(story()).toEqual(entries);
    expectSoundLedger(vault, parameter, []);
  };

  test("where the ledger has but another version of the same second", async () => {
    vault.store.userPut(name, "one");
    await captured("create");
    vault.clock.advance(100);
    vault.store.userPut(name, "two");
    await lookedAt(told("dev", "update"), ["created 1 1", "updated 1 2"]);
  });

  test("where the ledger has only what was written after it: its value may have been missed", async () => {
    const vanished = told("dev", "create");
    vault.clock.advance(10_000);
    vault.store.userPut(name, "two");
    await captured("create");
    await lookedAt(vanished, ["created 1 1", "capture-missed 1"]);
  });

  test("where a trail tells of a version that the life before had in the same seconds", async () => {
    vault.store.userPut(name, "one");
    await captured("create");
    vault.clock.advance(1000);
    vault.store.userDelete(name);
    await batch([told("dev", "delete", { times: 5, last: true })]);
    vault.clock.advance(200);
    vault.store.userPut(name, "another");
    const entries = ["created 1 1", "deleted 1", "created 2 1", "api-call 2"];
    await lookedAt(trailed("dev", { ...put, told: { version: 1 } }), entries);
  });

  test("where it is a deletion of the very second in which the life that the ledger knows began", async () => {
    vault.store.userPut(name, "one");
    await captured("create");
    vault.clock.advance(MINUTE);
    vault.store.userDelete(name);
    vault.clock.advance(MINUTE);
    vault.store.userPut(name, "two");
    await captured("create");
    vault.clock.advance(200);
    vault.store.userDelete(name);
    await lookedAt(told("dev", "delete"), ["created 1 1", "deleted 1", "created 2 1", "deleted 2"]);
  });

  test("where a sweep asks for it", async () => {
    vault.store.userPut(name, "one");
    await captured("create");
    await lookedAt(told("dev", "listed"), ["created 1 1"]);
  });
});

test("the last delivery of a change is no dead letter, though the name is written and deleted all the time", async () => {
  const vanished = told("dev", "create", { times: 5, last: true });
  vault.clock.advance(2 * MINUTE);
  vault.store.userPut(name, "one");
  await captured("create");
  vault.store.userDelete(name);
  expect(await batch([vanished])).toEqual(["done"]);
  expect(story()).toEqual(["created 1 1", "capture-missed 1"]);
});
