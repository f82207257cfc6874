import { beforeEach, expect, test } from "vitest";
import { takeStock } from "../../../../lib/vault/capture/look.ts";
import { protectedParameter } from "../../../../lib/vault/parameter.ts";
import { sweep } from "../../../../lib/vault/sweep/sweep.ts";
import { assess } from "../../../../lib/vault/verify/assess.ts";
import { captureOne } from "../../../support/capture-one.ts";
import { sampleLive } from "../../../support/ledger-samples.ts";
import { HOME, MemoryVault, stage } from "../../../support/memory/memory-vault.ts";

let vault: MemoryVault;
beforeEach(() => {
  vault = new MemoryVault();
});

/** Sweeps, and captures what it enqueued. Returns what it answered. */
async function swept(everySeconds = 3600, thorough = false) {
  vault.queued.length = 0;
  const answer = await sweep(vault.sweepPorts(), HOME, everySeconds, thorough);
  for (const { name, hint } of vault.queued) await captureOne(vault.ports(), protectedParameter(HOME, name), { hint });
  return answer;
}

test("finds every parameter from before the vault, and nothing more the second time", async () => {
  for (let n = 0; n < 120; n++) vault.store.userPut(stage(`pr-${n}`).name, `value ${n}`);
  vault.store.userPut("/sst/passphrase/odd", "of another depth");
  vault.store.userPut("/elsewhere/shop/dev", "none of ours");
  expect(await swept()).toEqual({ parameters: 121, enqueued: 121 });
  vault.clock.advance(60_000);
  expect(await swept()).toEqual({ parameters: 121, enqueued: 0 });
  expect(vault.rows(protectedParameter(HOME, "/sst/passphrase/odd"))[0]?.entry).toMatchObject({
    app: null,
    stage: null,
  });
});

test("finds what no event told of: an update, a deletion, a re-creation", async () => {
  const [updated, deleted, recreated] = [stage("updated"), stage("deleted"), stage("recreated")];
  for (const { name } of [updated, deleted, recreated]) vault.store.userPut(name, "one");
  await swept();
  vault.clock.advance(120_000);
  vault.store.userPut(updated.name, "two");
  vault.store.userDelete(deleted.name);
  vault.store.userDelete(recreated.name);
  vault.clock.advance(40_000);
  vault.store.userPut(recreated.name, "two");
  vault.clock.advance(120_000);
  expect(await swept()).toEqual({ parameters: 2, enqueued: 3 });
  const story = (parameter = updated) => vault.rows(parameter).map(({ entry }) => entry.type);
  expect(story()).toEqual(["created", "updated"]);
  expect(story(deleted)).toEqual(["created", "deleted"]);
  expect(story(recreated)).toEqual(["created", "deleted", "created"]);
  expect(await swept()).toMatchObject({ enqueued: 0 });
});

test("puts a lost projection anew, of the living and of the dead", async () => {
  const [living, dead] = [stage("living"), stage("dead")];
  for (const { name } of [living, dead]) vault.store.userPut(name, "one");
  await swept();
  vault.clock.advance(120_000);
  vault.store.userDelete(dead.name);
  await swept();
  const before = new Map(vault.tables.lives);
  vault.tables.lives.clear();
  expect(await swept(3600, true)).toMatchObject({ enqueued: 2 });
  expect(new Map([...vault.tables.lives].sort())).toEqual(new Map([...before].sort()));
});

test("asks again for a live value that could not be read", async () => {
  const { name } = stage("dev");
  vault.store.unreadable.set(`${name}:1`, "could not be decrypted: InvalidKeyId");
  vault.store.userPut(name, "one");
  await swept();
  vault.store.unreadable.clear();
  expect(await swept()).toMatchObject({ enqueued: 1 });
  expect(vault.tables.lives.get(stage("dev").arn)?.livePoint).not.toBeNull();
});

test("asks again for an older version that could not be read", async () => {
  const { name, arn } = stage("dev");
  vault.store.unreadable.set(`${name}:1`, "could not be decrypted: InvalidKeyId");
  vault.store.userPut(name, "one");
  vault.store.userPut(name, "two");
  await swept();
  vault.store.unreadable.clear();
  expect(await swept()).toMatchObject({ enqueued: 1 });
  expect(vault.tables.lives.get(arn)?.recoveryPoints).toBe(2);
  expect(await swept()).toMatchObject({ enqueued: 0 });
});

test("has every parameter verified once a day, and what is not proved each time", async () => {
  for (const name of ["one", "two"]) vault.store.userPut(stage(name).name, name);
  await swept();
  vault.checked.length = 0;
  await swept();
  expect(vault.checked.sort()).toEqual([stage("one").name, stage("two").name]);
  for (const name of ["one", "two"]) {
    const { proof } = await assess(vault.ports(), stage(name), await stockOf(stage(name)), null);
    vault.tables.proofs.set(stage(name).arn, { ...proof, verdict: name === "one" ? "ok" : "unproven" });
  }
  vault.checked.length = 0;
  await swept();
  expect(vault.checked).toEqual([stage("two").name]);
  // Of daily sweeps one may come a little early.
  vault.clock.advance(24 * 60 * 60 * 1000 - 60_000);
  vault.checked.length = 0;
  await swept();
  expect(vault.checked.sort()).toEqual([stage("one").name, stage("two").name]);
});

test.each([
  [1, 23],
  [7, 21],
  [13, 13],
  [24, 24],
])("every %i hours has every parameter verified within a day", async (every, hours) => {
  vault.store.userPut(stage("one").name, "one");
  await swept(every * 3600);
  const { proof } = await assess(vault.ports(), stage("one"), await stockOf(stage("one")), null);
  vault.tables.proofs.set(stage("one").arn, { ...proof, verdict: "ok" });
  const start = vault.clock.now().getTime();
  for (vault.checked.length = 0; vault.checked.length === 0; await swept(every * 3600))
    vault.clock.advance(every * 3_600_000);
  expect((vault.clock.now().getTime() - start) / 3_600_000).toBe(hours);
});

test.each([
  { what: "the ledger was brought back from a backup", keep: 1 },
  { what: "the ledger is another one", keep: 0 },
])("keeps anew what only the status table knows of, since $what", async ({ keep }) => {
  const { name, arn } = stage("prod");
  for (const value of ["one", "two"]) {
    vault.store.userPut(name, value);
    await swept();
  }
  vault.tables.ledgers.set(arn, vault.rows(stage("prod")).slice(0, keep));
  expect(await swept(3600, true)).toMatchObject({ enqueued: 1 });
  const kept = vault.rows(stage("prod")).flatMap(({ entry }) => entry.recoveryPoint?.version ?? []);
  expect(kept).toEqual([1, 2]);
});

test("looks after nothing that is outside its prefix, since the vault had another when it was kept", async () => {
  const elsewhere = protectedParameter(HOME, "/another/prefix/app/prod");
  await vault.tables.putLive(sampleLive(elsewhere, 1));
  await swept();
  expect(vault.checked).toEqual([]);
  expect(vault.measured).toEqual([{ stages: 0, unprotected: 0, broken: 0, unproven: 0, oldestTestHours: 0 }]);
});

function stockOf(parameter: ReturnType<typeof stage>) {
  return takeStock(vault.ports(), parameter, () => vault.tables.rows(parameter.arn));
}

test("remembers when it last ran through", async () => {
  await swept();
  expect(await vault.tables.sweep()).toEqual({
    at: vault.clock.iso(),
    parameters: 0,
    enqueued: 0,
    checkedAt: vault.clock.iso(),
    thoroughAt: vault.clock.iso(),
    uncaptured: [],
  });
});

test("measures how the vault stands, each time", async () => {
  const { name } = stage("unreadable");
  vault.store.unreadable.set(`${name}:1`, "could not be decrypted: InvalidKeyId");
  for (const stageName of ["unreadable", "one", "two"]) vault.store.userPut(stage(stageName).name, stageName);
  await swept();
  const { proof } = await assess(vault.ports(), stage("one"), await stockOf(stage("one")), null);
  vault.tables.proofs.set(stage("one").arn, { ...proof, verdict: "ok" });
  vault.clock.advance(90 * 60 * 1000);
  await swept();
  expect(vault.measured).toEqual([
    { stages: 0, unprotected: 0, broken: 0, unproven: 0, oldestTestHours: 0 },
    { stages: 3, unprotected: 1, broken: 0, unproven: 2, oldestTestHours: 1.5 },
  ]);
});
