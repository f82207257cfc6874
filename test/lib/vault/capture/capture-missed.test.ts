import { describe, expect, test } from "vitest";
import { expectSoundLedger } from "../../../support/expect-sound-ledger.ts";
import { captured, capturedAtLast, name, parameter, put, story, vault } from "./capture-scene.ts";

describe("versions no event told of", () => {
  test("are appended oldest first, and marked where they are from before the vault's first sight", async () => {
    vault.store.userPut(name, "one");
    vault.clock.advance(60_000);
    vault.store.userPut(name, "two");
    vault.clock.advance(60_000);
    await put("three");
    expect(story()).toEqual(["created 1 1", "updated 1 2", "updated 1 3"]);
    const before = vault.rows(parameter).map(({ entry }) => entry.detail.beforeVault ?? false);
    expect(before).toEqual([true, true, false]);
  });

  test("beyond the hundred AWS keeps are noted as one gap", async () => {
    await put("first");
    for (let n = 0; n < 150; n++) vault.store.userPut(name, `value ${n}`);
    await captured();
    const missed = vault.rows(parameter).filter(({ entry }) => entry.type === "capture-missed");
    expect(missed.map(({ entry }) => [entry.detail.from, entry.detail.to])).toEqual([[2, 51]]);
    expect(vault.rows(parameter).filter(({ entry }) => entry.recoveryPoint)).toHaveLength(101);
    expectSoundLedger(vault, parameter, []);
  });

  test("beyond the hundred are noted as one gap also where each has its event", async () => {
    await put("first");
    for (let n = 0; n < 150; n++) {
      vault.clock.advance(3_000);
      vault.store.userPut(name, `value ${n}`);
    }
    vault.clock.advance(600_000);
    for (const { operation: kind, at } of vault.store.events.slice(1)) await captured({ kind, at });
    const missed = vault.rows(parameter).filter(({ entry }) => entry.type === "capture-missed");
    expect(missed.map(({ entry }) => entry.detail)).toMatchObject([{ from: 2, to: 51 }]);
  });

  test("that cannot be decrypted are noted with the reason, once, and kept as soon as they can be", async () => {
    vault.store.unreadable.set(`${name}:1`, "could not be decrypted: InvalidKeyId");
    vault.store.userPut(name, "one");
    await put("two");
    await captured({ kind: "listed", source: "sweep" });
    expect(story()).toEqual(["capture-missed 1", "updated 1 2"]);
    expect(vault.rows(parameter)[0]?.entry.detail).toMatchObject({ reason: "could not be decrypted: InvalidKeyId" });
    vault.store.unreadable.clear();
    await captured({ kind: "listed", source: "sweep" });
    expect(story()).toEqual(["capture-missed 1", "updated 1 2", "created 1 1"]);
  });
});

describe("an event the store does not confirm", () => {
  test("of a creation is read lag, looked at again until the value shows", async () => {
    vault.store.userPut(name, "one");
    vault.store.lagMs = 1500;
    expect(await captured()).toMatchObject({ lag: true });
    expect(story()).toEqual([]);
    await capturedAtLast();
    expect(story()).toEqual(["created 1 1"]);
  });

  test("is sent back while it is young, and believed the store after a minute: one note for the lost value", async () => {
    vault.store.userPut(name, "gone");
    vault.store.userDelete(name);
    expect((await captured({ kind: "create" })).lag).toBe(true);
    vault.clock.advance(60_000);
    expect((await captured({ kind: "create" })).lag).toBe(false);
    await captured({ kind: "create" });
    await captured({ kind: "delete" });
    expect(story()).toEqual(["capture-missed 0"]);
    expect(vault.rows(parameter)[0]?.entry.detail).toEqual({
      reason: "deleted before it could be read",
      operation: "create",
    });
  });

  test("of a deletion that a life ended with long ago appends nothing", async () => {
    await put("one");
    vault.clock.advance(5000);
    vault.store.userDelete(name);
    const deletion = vault.store.events.at(-1);
    await captured();
    vault.clock.advance(40_000);
    await put("two");
    await captured({ kind: "delete", at: deletion?.at ?? "" });
    expect(story()).toEqual(["created 1 1", "deleted 1", "created 2 1"]);
  });

  test("of a passphrase the vault never held leaves a note that it is gone", async () => {
    vault.store.userPut(name, "never seen");
    vault.clock.advance(100_000);
    vault.store.userDelete(name);
    vault.clock.advance(61_000);
    await captured();
    expect(story()).toEqual(["capture-missed 0"]);
  });
});

test("a value that was gone before it could be read is noted, though the name lives again", async () => {
  await put("one");
  vault.clock.advance(10_000);
  vault.store.userDelete(name);
  vault.clock.advance(40_000);
  vault.store.userPut(name, "never read");
  const unread = vault.store.events.at(-1);
  vault.clock.advance(3000);
  vault.store.userDelete(name);
  vault.clock.advance(3000);
  vault.store.userPut(name, "three");
  await captured({ kind: "create", at: unread?.at ?? "" });
  await captured();
  await captured({ kind: "create", at: unread?.at ?? "" });
  expect(story()).toEqual(["created 1 1", "deleted 1", "capture-missed 1", "created 2 1"]);
});

test("a name of which all that is known is that a value was missed is no first sight: what lacks before is a gap", async () => {
  vault.store.userPut(name, "gone");
  vault.store.userDelete(name);
  vault.clock.advance(60_000);
  await captured({ kind: "create" });
  for (let n = 0; n < 101; n++) vault.store.userPut(name, `value ${n}`);
  await captured({ kind: "listed", source: "sweep", at: vault.clock.iso() });
  expect(story().slice(0, 3)).toEqual(["capture-missed 0", "capture-missed 1", "updated 1 2"]);
  expect(vault.rows(parameter)[1]?.entry.detail).toMatchObject({ from: 1, to: 1 });
  expect(vault.rows(parameter)[2]?.entry.detail).toEqual({});
});
