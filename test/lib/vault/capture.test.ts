import { beforeEach, describe, expect, test } from "vitest";
import { capture } from "../../../lib/vault/capture.ts";
import type { Hint } from "../../../lib/vault/hint.ts";
import { expectSoundLedger } from "../../support/expect-sound-ledger.ts";
import { MemoryVault, stage } from "../../support/memory/memory-vault.ts";

const parameter = stage("dev");
const { name } = parameter;
let vault: MemoryVault;
beforeEach(() => {
  vault = new MemoryVault();
});

/** Captures what the newest event, or another hint, tells of. */
function captured(hint?: Partial<Hint>, lagSeconds = 60) {
  const event = vault.store.events.at(-1);
  const told: Hint = { kind: event?.operation ?? "look", at: event?.at ?? vault.clock.iso(), source: "event", ...hint };
  return capture(vault.ports(), parameter, told, lagSeconds);
}

/** The ledger as a story: type, life and, for a recovery point, its version. */
function story(): string[] {
  return vault
    .rows(parameter)
    .map(({ entry }) =>
      [entry.type, entry.life, entry.recoveryPoint?.version].filter((part) => part !== undefined).join(" "),
    );
}

describe("a parameter's life", () => {
  test("is told from its creation over its updates to its deletion", async () => {
    vault.store.userPut(name, "one");
    await captured();
    vault.store.userPut(name, "two");
    await captured();
    vault.clock.advance(2000);
    vault.store.userDelete(name);
    await captured();
    expect(story()).toEqual(["created 1 1", "updated 1 2", "deleted 1"]);
    expectSoundLedger(vault, parameter, []);
  });

  test("ends and another begins where a value is deleted and re-created within a second", async () => {
    vault.store.userPut(name, "one");
    await captured();
    vault.clock.advance(300);
    vault.store.userDelete(name);
    vault.clock.advance(300);
    vault.store.userPut(name, "two");
    await captured({ kind: "delete" });
    await captured({ kind: "create" });
    expect(story()).toEqual(["created 1 1", "deleted 1", "created 2 1"]);
    expectSoundLedger(vault, parameter, []);
  });

  test("keeps everything about each version but the value in clear", async () => {
    const settings = {
      description: "DO NOT DELETE STATE WILL BECOME UNRECOVERABLE",
      tier: "Advanced",
      keyId: "alias/team",
      allowedPattern: ".*",
      dataType: "text",
      policies: ['{"Type":"NoChangeNotification"}'],
      labels: ["blue"],
    };
    vault.store.userPut(name, "the only one", { ...settings, tags: { team: "web" } });
    await captured();
    const [row] = vault.rows(parameter);
    expect(row?.entry.recoveryPoint).toMatchObject({ ...settings, tags: { team: "web" }, type: "SecureString" });
    expect(row?.entry.actor).toEqual({ arn: "arn:aws:iam::000000000000:user/dev", proof: "ssm" });
    expect(JSON.stringify(row)).not.toContain("the only one");
  });
});

describe("versions no event told of", () => {
  test("are appended oldest first, and marked where they are from before the vault's first sight", async () => {
    vault.store.userPut(name, "one");
    vault.clock.advance(60_000);
    vault.store.userPut(name, "two");
    vault.clock.advance(60_000);
    vault.store.userPut(name, "three");
    await captured();
    expect(story()).toEqual(["created 1 1", "updated 1 2", "updated 1 3"]);
    const before = vault.rows(parameter).map(({ entry }) => entry.detail.beforeVault ?? false);
    expect(before).toEqual([true, true, false]);
  });

  test("beyond the hundred AWS keeps are noted as one gap", async () => {
    vault.store.userPut(name, "first");
    await captured();
    for (let n = 0; n < 150; n++) vault.store.userPut(name, `value ${n}`);
    await captured();
    const missed = vault.rows(parameter).filter(({ entry }) => entry.type === "capture-missed");
    expect(missed.map(({ entry }) => [entry.detail.from, entry.detail.to])).toEqual([[2, 51]]);
    expect(vault.rows(parameter).filter(({ entry }) => entry.recoveryPoint)).toHaveLength(101);
    expectSoundLedger(vault, parameter, []);
  });

  test("that cannot be decrypted are noted with the reason, once, and kept as soon as they can be", async () => {
    vault.store.unreadable.set(`${name}:1`, "could not be decrypted: InvalidKeyId");
    vault.store.userPut(name, "one");
    vault.store.userPut(name, "two");
    await captured();
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
    const { lag } = await captured();
    expect(lag).toBe(false);
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
    vault.store.userPut(name, "one");
    await captured();
    vault.clock.advance(5000);
    vault.store.userDelete(name);
    const deletion = vault.store.events.at(-1);
    await captured();
    vault.clock.advance(40_000);
    vault.store.userPut(name, "two");
    await captured();
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
  vault.store.userPut(name, "one");
  await captured();
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

test("refuses a ledger whose newest entry is of a newer schema", async () => {
  vault.store.userPut(name, "one");
  await captured();
  const [row] = vault.rows(parameter);
  if (row) vault.tables.ledgers.set(parameter.arn, [{ ...row, body: row.body.replace('"schema":1', '"schema":2') }]);
  vault.store.userPut(name, "two");
  await expect(captured()).rejects.toMatchObject({ code: "UpgradeNeeded" });
});

test("appends a hundred versions and more in chunks that each leave a valid chain", async () => {
  for (let n = 0; n < 100; n++) vault.store.userPut(name, `value ${n}`);
  await captured();
  expect(vault.rows(parameter)).toHaveLength(100);
  expectSoundLedger(vault, parameter, []);
});
