import { beforeEach, describe, expect, test } from "vitest";
import type { RestoreRequest } from "../../../lib/vault/api.ts";
import { capture } from "../../../lib/vault/capture.ts";
import { type RestorePorts, restore } from "../../../lib/vault/restore.ts";
import { expectSoundLedger } from "../../support/expect-sound-ledger.ts";
import { MemoryVault, stage } from "../../support/memory/memory-vault.ts";

const parameter = stage("dev");
const { name } = parameter;
let vault: MemoryVault;
beforeEach(() => {
  vault = new MemoryVault();
});

async function put(value: string, settings = {}) {
  vault.store.userPut(name, value, settings);
  await captureNewest();
  vault.clock.advance(10_000);
  return vault.tables.lives.get(parameter.arn)?.livePoint ?? "";
}

async function remove(agoSeconds = 60) {
  vault.store.userDelete(name);
  await captureNewest();
  vault.clock.advance(agoSeconds * 1000);
}

function captureNewest() {
  const event = vault.store.events.at(-1);
  if (!event) throw new Error("nothing happened yet");
  return capture(vault.ports(), parameter, { kind: event.operation, at: event.at, source: "event" }, 60);
}

function restored(request: RestoreRequest = {}) {
  return restore(vault.ports(), parameter, request, { recreateWaitSeconds: 30, self: "sst-vault-restore" });
}

const live = () => vault.store.live(name);
const types = () => vault.rows(parameter).map(({ entry }) => entry.type);

describe("a deleted stage", () => {
  test("gets back its value and everything about it", async () => {
    const settings = { tier: "Advanced", keyId: "alias/team", description: "keep", allowedPattern: ".*" };
    const id = await put("the value", { ...settings, tags: { team: "web", "aws:cloudformation:stack": "x" } });
    await remove();
    const answer = await restored({ actor: "arn:aws:iam::000000000000:user/ana", reason: "incident 7" });
    expect(answer).toMatchObject({ outcome: "restored", recoveryPoint: id, replaced: null, parameterVersion: 1 });
    expect(live()?.value?.reveal()).toBe("the value");
    expect(live()).toMatchObject({ ...settings, type: "SecureString", tags: { team: "web" } });
    expect(types()).toEqual(["created", "deleted", "created", "restored"]);
    const record = vault.rows(parameter).at(-1)?.entry;
    expect(record?.actor).toEqual({ arn: "arn:aws:iam::000000000000:user/ana", proof: "stated" });
    expect(record?.detail).toMatchObject({ statedReason: "incident 7", created: answer.created });
    expectSoundLedger(vault, parameter, []);
  });

  test("is restored by default where all its recovery points hold one value, and refused where they do not", async () => {
    vault.bucket.name = null; // no bootstrap: the evidence is out of reach
    await put("same");
    await remove();
    await put("same");
    await remove();
    expect(await restored()).toMatchObject({ outcome: "restored" });
    await put("other");
    await remove();
    const refused = await restored();
    expect(refused).toMatchObject({ outcome: "refused", reason: expect.stringContaining("different values") });
    expect(refused.candidates).toHaveLength(4);
    expect(live()).toBeNull();
    expect(types().at(-1)).toBe("restore-refused");
  });

  test("waits out the pause AWS asks for, told in seconds, and is not recorded until it is done", async () => {
    await put("the value");
    await remove(10);
    const request = { requestId: "one" };
    const waiting = await restored(request);
    expect(waiting.outcome).toBe("waiting");
    expect(waiting.retryAfterSeconds).toBeGreaterThan(19);
    expect(waiting.retryAfterSeconds).toBeLessThanOrEqual(21);
    vault.clock.advance((waiting.retryAfterSeconds ?? 0) * 1000);
    expect(await restored(request)).toMatchObject({ outcome: "restored" });
  });

  test("is found deleted though no event has told of it yet", async () => {
    await put("the value");
    vault.clock.advance(100_000);
    vault.store.userDelete(name);
    expect(await restored()).toMatchObject({ outcome: "waiting" });
    vault.clock.advance(35_000);
    expect(await restored()).toMatchObject({ outcome: "restored" });
    expect(types()).toEqual(["created", "deleted", "created", "restored"]);
  });
});

describe("a live value", () => {
  test("is replaced only by a recovery point that is named, and is named itself as the way back", async () => {
    const old = await put("old");
    const now = await put("new");
    expect(await restored()).toMatchObject({ outcome: "refused", reason: expect.stringContaining("live value") });
    const answer = await restored({ recoveryPoint: old });
    expect(answer).toMatchObject({ outcome: "restored", replaced: now, parameterVersion: 3 });
    expect(live()?.value?.reveal()).toBe("old");
    expect(await restored({ recoveryPoint: now })).toMatchObject({ outcome: "restored", replaced: answer.created });
    expect(live()?.value?.reveal()).toBe("new");
  });

  test("that no event has told of is in the vault before it is replaced", async () => {
    const old = await put("old");
    vault.store.userPut(name, "nobody saw this");
    const answer = await restored({ recoveryPoint: old });
    const kept = vault.rows(parameter).find(({ entry }) => entry.recoveryPoint?.id === answer.replaced);
    if (!kept?.sealed) throw new Error("the replaced value was not kept");
    expect((await vault.key.open(kept.sealed)).reveal()).toBe("nobody saw this");
  });

  test("written between look and write is kept and told of", async () => {
    const old = await put("old");
    await put("new");
    vault.store.beforePut = () => vault.store.userPut(name, "from between");
    const answer = await restored({ recoveryPoint: old });
    expect(answer).toMatchObject({ outcome: "restored", parameterVersion: 4 });
    expect(live()?.value?.reveal()).toBe("old");
    const kept = vault.rows(parameter).find(({ entry }) => entry.recoveryPoint?.id === answer.replaced);
    if (!kept?.sealed) throw new Error("the value from between was not kept");
    expect((await vault.key.open(kept.sealed)).reveal()).toBe("from between");
  });

  test("created between look and write of an absent parameter stops the write and is planned for anew", async () => {
    await put("old");
    await remove();
    vault.store.beforePut = () => vault.store.userPut(name, "regenerated");
    expect(await restored()).toMatchObject({ outcome: "refused" });
    expect(live()?.value?.reveal()).toBe("regenerated");
  });

  test("that is the value asked for stays as it is", async () => {
    const id = await put("the value");
    expect(await restored({ recoveryPoint: id })).toMatchObject({ outcome: "unchanged", recoveryPoint: id });
    expect(types()).toEqual(["created"]);
  });

  test("that cannot be read is not replaced, since it could not be kept, unless forced", async () => {
    const old = await put("old");
    vault.store.unreadable.set(`${name}:2`, "could not be decrypted: InvalidKeyId");
    await put("unreadable");
    expect(await restored({ recoveryPoint: old })).toMatchObject({
      outcome: "refused",
      reason: expect.stringContaining("InvalidKeyId"),
    });
    const forced = await restored({ recoveryPoint: old, force: true });
    expect(forced).toMatchObject({ outcome: "restored", replaced: null, wasAbsent: false });
    expect(forced.warnings).toEqual([expect.stringContaining("version 2, is not in the vault")]);
  });

  test("that is not the one confirmed to be replaced stays", async () => {
    const old = await put("old");
    const now = await put("new");
    const request = { recoveryPoint: old, replaces: now };
    vault.store.userPut(name, "stored while the question stood");
    expect(await restored(request)).toMatchObject({
      outcome: "refused",
      reason: expect.stringContaining("confirmed"),
    });
    expect(live()?.value?.reveal()).toBe("stored while the question stood");
  });

  test("of a life that began and was updated between look and write is the one told of", async () => {
    const old = await put("old");
    await put("new");
    vault.store.beforePut = () => {
      vault.store.userDelete(name);
      vault.clock.advance(10);
      vault.store.userPut(name, "of another life");
      vault.clock.advance(10);
      vault.store.userPut(name, "its second value");
    };
    const answer = await restored({ recoveryPoint: old });
    const kept = vault.rows(parameter).find(({ entry }) => entry.recoveryPoint?.id === answer.replaced);
    if (!kept?.sealed) throw new Error("what was replaced was not kept");
    expect((await vault.key.open(kept.sealed)).reveal()).toBe("its second value");
  });

  test("keeps the type and tier AWS cannot take back, and says so", async () => {
    const old = await put("old", { type: "SecureString", tier: "Standard" });
    await remove();
    await put("new", { type: "String", tier: "Advanced", policies: [] });
    const { warnings } = await restored({ recoveryPoint: old });
    expect(warnings).toHaveLength(2);
    expect(live()).toMatchObject({ type: "String", tier: "Advanced" });
  });
});

describe("a recovery point named by time", () => {
  test("is the one live then", async () => {
    const start = vault.clock.now().getTime();
    const at = (seconds: number) => new Date(start + seconds * 1000).toISOString();
    const first = await put("first"); // at 0 s
    await put("second"); // at 10 s
    await remove(); // at 20 s
    expect(await restored({ at: at(5), dryRun: true })).toMatchObject({ recoveryPoint: first });
    await expect(restored({ at: at(25), dryRun: true })).rejects.toMatchObject({ code: "NotFound" });
    await expect(restored({ at: at(-5), dryRun: true })).rejects.toMatchObject({ code: "NotFound" });
  });

  test("inside a gap comes with a warning", async () => {
    const first = await put("first");
    const inside = new Date(vault.clock.now().getTime() + 1000).toISOString();
    for (let n = 0; n < 120; n++) {
      vault.store.userPut(name, `value ${n}`);
      vault.clock.advance(1000);
    }
    await captureNewest();
    const { recoveryPoint, warnings } = await restored({ at: inside, dryRun: true });
    expect(recoveryPoint).toBe(first);
    expect(warnings).toEqual([expect.stringContaining("never captured")]);
  });
});

describe("a request", () => {
  test("of the same id gets the same answer, and writes once", async () => {
    await put("the value");
    await remove();
    const first = await restored({ requestId: "one" });
    expect(await restored({ requestId: "one" })).toEqual(first);
    expect(live()?.version).toBe(1);
    const twice = [restored({ requestId: "two" }), restored({ requestId: "two" })];
    await Promise.all(twice);
    const recorded = vault.rows(parameter).filter(({ entry }) => entry.requestId === "two");
    expect(recorded.length).toBeLessThanOrEqual(1);
  });

  test("cut off between write and record is recorded when it comes again", async () => {
    const old = await put("old");
    const now = await put("new");
    const { store } = vault;
    const dying: RestorePorts["store"] = {
      observe: (of) => store.observe(of),
      tags: (of) => store.tags(of),
      put: (write) => store.put(write),
      addTags: (to, tags) => store.addTags(to, tags),
      read: () => Promise.reject(new Error("the function died here")),
    };
    const cut = { ...vault.ports(), store: dying };
    const settings = { recreateWaitSeconds: 30, self: "sst-vault-restore" };
    const request = { recoveryPoint: old, requestId: "one" };
    await expect(restore(cut, parameter, request, settings)).rejects.toThrow("died");
    expect(types()).toEqual(["created", "updated"]);
    expect(await restored(request)).toMatchObject({ outcome: "restored", replaced: now, parameterVersion: 3 });
    expect(types()).toEqual(["created", "updated", "updated", "restored"]);
  });

  test("for a dry run writes nothing at all, whatever it finds", async () => {
    const old = await put("old");
    vault.store.userPut(name, "uncaptured");
    const before = JSON.stringify([vault.rows(parameter), vault.store.live(name), [...vault.tables.lives]]);
    const planned = await restored({ recoveryPoint: old, dryRun: true });
    expect(planned).toMatchObject({ outcome: "planned", replaced: expect.stringMatching(/-2$/) });
    expect(await restored({ dryRun: true })).toMatchObject({ outcome: "refused" });
    expect(JSON.stringify([vault.rows(parameter), vault.store.live(name), [...vault.tables.lives]])).toBe(before);
  });

  test("for what nobody knows is not found", async () => {
    await expect(restored()).rejects.toMatchObject({ code: "NotFound" });
    await put("the value");
    await expect(restored({ recoveryPoint: "20200101T000000.000Z-1" })).rejects.toMatchObject({ code: "NotFound" });
  });
});

test("a sealed value that is another's is not opened", async () => {
  await put("old");
  const other = stage("other");
  vault.store.userPut(other.name, "a stranger");
  await capture(vault.ports(), other, { kind: "create", at: vault.clock.iso(), source: "event" }, 60);
  await remove();
  const [mine, ...rest] = vault.rows(parameter);
  const [strange] = vault.rows(other);
  if (mine && strange) vault.tables.ledgers.set(parameter.arn, [{ ...mine, sealed: strange.sealed }, ...rest]);
  await expect(restored()).rejects.toMatchObject({ code: "Damaged" });
  expect(live()).toBeNull();
});
