import { beforeEach, describe, expect, test } from "vitest";
import { newPassphrase, secretsFile } from "../../../lib/local/sst-files.ts";
import { type ApiCall, hintOf } from "../../../lib/vault/api-call.ts";
import { capture } from "../../../lib/vault/capture.ts";
import { history } from "../../../lib/vault/history.ts";
import { list } from "../../../lib/vault/list.ts";
import { restore } from "../../../lib/vault/restore.ts";
import { sweep } from "../../../lib/vault/sweep.ts";
import { verify } from "../../../lib/vault/verify.ts";
import { apiCall } from "../../support/call-samples.ts";
import { expectSoundLedger } from "../../support/expect-sound-ledger.ts";
import { HOME, MemoryVault, stage } from "../../support/memory/memory-vault.ts";

const parameter = stage("dev");
const { name } = parameter;
const MINUTE = 60_000;
let vault: MemoryVault;
beforeEach(() => {
  vault = new MemoryVault();
});

/** Captures what a trail tells of a call that was made now, unless it says when. */
function heard(call: Partial<ApiCall>, ports = vault.ports()) {
  const told = apiCall({
    time: new Date(Math.floor(vault.clock.now().getTime() / 1000) * 1000).toISOString(),
    ...call,
  });
  return capture(ports, parameter, hintOf(told), 60, told);
}

/** Captures what the newest change event tells of. */
function changed() {
  const event = vault.store.events.at(-1);
  return capture(
    vault.ports(),
    parameter,
    { kind: event?.operation ?? "look", at: event?.at ?? "", source: "event" },
    60,
  );
}

const entries = () => vault.rows(parameter).map(({ entry }) => entry);
const story = () => entries().map(({ type, life }) => `${type} ${life}`);
const put = { eventName: "PutParameter", told: { version: 1 } } as const;
const removal = { eventName: "DeleteParameter" } as const;
const label = { eventName: "LabelParameterVersion", told: { parameterVersion: 1 } } as const;
const denied = { ...removal, eventId: "denied", errorCode: "AccessDenied" } as const;

describe("a call that a trail tells of", () => {
  test("becomes an entry that names the caller and what was called, at the time of the call", async () => {
    vault.store.userPut(name, "one");
    await changed();
    vault.clock.advance(5 * MINUTE);
    const told = { version: 1, tier: "Standard", type: "SecureString", overwrite: false };
    await heard({ time: "2026-11-22T12:00:00.000Z", told });
    expect(entries().at(-1)).toMatchObject({
      type: "api-call",
      time: "2026-11-22T12:00:00.000Z",
      recordedAt: vault.clock.iso(),
      life: 1,
      actor: { arn: "arn:aws:sts::000000000000:assumed-role/Dev/ann", proof: "trail" },
      recoveryPoint: null,
      requestId: null,
    });
    expect(entries().at(-1)?.detail).toEqual({
      eventId: "7c1a52be-46e6-4d2c-9e3a-0d8d0d6f4a01",
      eventName: "PutParameter",
      requestId: "1b0bcbf1-1f31-4c2c-9df7-4a3b5f5b3c11",
      identityType: "AssumedRole",
      sourceIp: "203.0.113.7",
      userAgent: "aws-cli/2.31.1",
      failed: false,
      ...told,
    });
  });

  test("that AWS itself made has no actor, and names the service", async () => {
    vault.store.userPut(name, "one");
    await heard({ ...put, caller: { type: "AWSService", arn: null, invokedBy: "ssm.amazonaws.com" } });
    expect(entries().at(-1)).toMatchObject({ actor: null, detail: { invokedBy: "ssm.amazonaws.com" } });
  });

  test("and that the vault's own restore made says so", async () => {
    vault.store.userPut(name, "one");
    await heard({ ...put, byVault: "restore" });
    expect(entries().at(-1)?.detail.byVault).toBe("restore");
  });

  test("makes up for a change event that was lost, in one append", async () => {
    vault.store.userPut(name, "one");
    const { appended } = await heard(put);
    expect(appended.map(({ entry }) => entry.type)).toEqual(["created", "api-call"]);
    vault.clock.advance(5000);
    vault.store.userDelete(name);
    await heard({ ...removal, eventId: "deletion" });
    expect(story()).toEqual(["created 1", "api-call 1", "deleted 1", "api-call 1"]);
    expect(entries()[2]).toMatchObject({ time: "2026-11-22T12:00:05.000Z", detail: {} });
    expectSoundLedger(vault, parameter, []);
  });

  test("of a value that was gone before it could be read leaves the note that it was missed", async () => {
    const { time } = apiCall();
    vault.clock.advance(5 * MINUTE);
    await heard({ ...put, time });
    expect(story()).toEqual(["capture-missed 0", "api-call 0"]);
  });

  test("and that came long after its change was captured appends nothing but itself", async () => {
    vault.store.userPut(name, "one");
    await changed();
    vault.clock.advance(2000);
    vault.store.userDelete(name);
    await changed();
    vault.clock.advance(40_000);
    vault.store.userPut(name, "two");
    await changed();
    vault.clock.advance(15 * MINUTE);
    await heard({ ...put, time: "2026-11-22T12:00:00.000Z", eventId: "one" });
    await heard({ ...removal, time: "2026-11-22T12:00:02.000Z", eventId: "two" });
    expect(story()).toEqual(["created 1", "deleted 1", "created 2", "api-call 2", "api-call 2"]);
  });

  test("is recorded once, however often and at however many places at once its event is delivered", async () => {
    vault.store.userPut(name, "one");
    await Promise.all([heard(put), heard(put), heard(put)]);
    vault.clock.advance(10 * MINUTE);
    await heard({ ...put, time: "2026-11-22T12:00:00.000Z" });
    expect(story()).toEqual(["created 1", "api-call 1"]);
  });

  test("is recorded though the store does not show the change yet, and not again when it does", async () => {
    vault.store.userPut(name, "one");
    await changed();
    vault.clock.advance(MINUTE);
    vault.store.userDelete(name);
    vault.store.lagMs = 30_000;
    expect((await heard(removal)).lag).toBe(true);
    expect(story()).toEqual(["created 1", "api-call 1"]);
    vault.store.lagMs = 0;
    expect((await heard({ ...removal, time: "2026-11-22T12:01:00.000Z" })).lag).toBe(false);
    expect(story()).toEqual(["created 1", "api-call 1", "deleted 1"]);
  });
});

describe("a deletion whose time a trail tells a second late, when the call was completed,", () => {
  test("is not taken for that of a life which began between, while the store still shows the moment before it", async () => {
    vault.store.userPut(name, "one");
    vault.clock.advance(300);
    vault.store.userDelete(name);
    vault.clock.advance(300);
    vault.store.userPut(name, "two");
    await changed();
    vault.clock.advance(100);
    vault.store.lagMs = 200;
    await heard({ ...removal, time: "2026-11-22T12:00:01.000Z" });
    expect(story()).toEqual(["created 1", "api-call 1"]);
    expectSoundLedger(vault, parameter, []);
  });

  test("is known for the one that is recorded, though the name lives again by then", async () => {
    vault.store.userPut(name, "one");
    await changed();
    vault.clock.advance(MINUTE);
    vault.store.userDelete(name);
    await changed();
    vault.clock.advance(1000);
    vault.store.userPut(name, "two");
    await changed();
    const { lag } = await heard({ ...removal, time: "2026-11-22T12:01:01.000Z" });
    expect(lag).toBe(false);
    expect(story()).toEqual(["created 1", "deleted 1", "created 2", "api-call 2"]);
  });
});

describe("a call that failed", () => {
  test("is recorded as such, and believed in nothing", async () => {
    vault.store.userPut(name, "one");
    await changed();
    await heard(denied);
    expect(entries().at(-1)).toMatchObject({ type: "api-call", detail: { failed: true, errorCode: "AccessDenied" } });
    expect(vault.tables.lives.get(parameter.arn)).toMatchObject({ live: true, version: 1 });
  });

  test("about a passphrase the vault had not seen yet brings it in", async () => {
    vault.store.userPut(name, "one");
    await heard(denied);
    expect(story()).toEqual(["created 1", "api-call 1"]);
  });

  test("about a name that neither the vault nor Parameter Store knows leaves no trace but that a trail delivers", async () => {
    await heard(denied);
    await heard({ ...put, eventId: "refused", errorCode: "ParameterLimitExceeded" });
    expect(vault.rows(parameter)).toEqual([]);
    expect(vault.tables.lives.size).toBe(0);
    expect(vault.checked).toEqual([]);
    expect(await vault.tables.trail()).toEqual({ at: vault.clock.iso(), eventTime: vault.clock.iso() });
  });
});

describe("a call as the first that the vault hears of a passphrase", () => {
  // A label of a passphrase that is gone again: all that the ledger holds is who set it.
  beforeEach(() => heard({ ...label, eventId: "label" }));

  test("tells of no life and no verdict", async () => {
    expect(story()).toEqual(["api-call 0"]);
    await expect(verify(vault.ports(), parameter, "sweep")).rejects.toMatchObject({ code: "NotFound" });
    const settings = { recreateWaitSeconds: 30, self: "sst-vault-restore" };
    await expect(restore(vault.ports(), parameter, {}, settings)).rejects.toMatchObject({ code: "NotFound" });
    expect(story()).toEqual(["api-call 0"]);
    await sweep(vault.sweepPorts(), HOME);
    expect(vault.queued).toEqual([]);
  });

  test("lets a value that is not captured yet be tested, and records nothing of it", async () => {
    const value = newPassphrase();
    vault.store.userPut(name, value);
    vault.bucket.put("secret/shop/dev.json", secretsFile(value));
    expect(await verify(vault.ports(), parameter, "request")).toMatchObject({ live: true, verdict: "ok" });
    expect(story()).toEqual(["api-call 0"]);
    expect(await vault.tables.proof(parameter.arn)).toBeNull();
  });

  test("leaves what is captured later as if it were not there: from before the vault, and no gap", async () => {
    vault.clock.advance(MINUTE);
    for (let n = 0; n < 103; n++) vault.store.userPut(name, `value ${n}`);
    vault.clock.advance(MINUTE);
    await capture(vault.ports(), parameter, { kind: "listed", at: vault.clock.iso(), source: "sweep" }, 60);
    const [, ...kept] = entries();
    expect(kept).toHaveLength(100);
    expect(kept.every(({ type, life, detail }) => type === "updated" && life === 1 && detail.beforeVault)).toBe(true);
  });

  test("leaves the note that is owed where all else that is heard of it is its deletion", async () => {
    vault.clock.advance(5 * MINUTE);
    const at = "2026-11-22T12:01:00.000Z";
    await capture(vault.ports(), parameter, { kind: "delete", at, source: "event" }, 60);
    expect(story()).toEqual(["api-call 0", "capture-missed 0"]);
  });
});

/** What the list and the history show, but for how many entries there are. */
async function shown() {
  const { parameters } = await list(vault.tables, { op: "list" });
  const points = [];
  let nextToken: string | undefined;
  do {
    const ports = { index: vault.tables, status: vault.tables };
    const page = await history(ports, HOME, { op: "history", name, nextToken });
    points.push(...page.recoveryPoints);
    nextToken = page.nextToken;
  } while (nextToken);
  return [parameters.map((row) => ({ ...row, entries: 0 })), points];
}

describe("who made a call changes nothing else:", () => {
  test("neither the list, nor the history, nor a proof that stands, and nothing is tested for it", async () => {
    vault.store.userPut(name, "one");
    await changed();
    await verify(vault.ports(), parameter, "capture");
    vault.checked.length = 0;
    const before = await shown();
    await heard(label);
    await heard(denied);
    await heard({ ...denied, eventId: "denied again" });
    expect(vault.rows(parameter)).toHaveLength(4);
    expect(await shown()).toEqual(before);
    expect(vault.checked).toEqual([]);
    await sweep(vault.sweepPorts(), HOME);
    expect(vault.queued).toEqual([]);
    await verify(vault.ports(), parameter, "sweep");
    expect(vault.rows(parameter)).toHaveLength(4);
  });

  test("but a change that came with it is tested, also where an earlier try ended before it had said so", async () => {
    vault.store.userPut(name, "one");
    await heard(put);
    expect(vault.checked).toEqual([name]);
    await heard({ ...put, time: "2026-11-22T12:00:00.000Z" });
    expect(vault.checked).toEqual([name, name]);
  });

  test("and nobody is told", async () => {
    vault.store.userPut(name, "one");
    await changed();
    vault.announced.length = 0;
    await heard(denied);
    expect(vault.announced.map(({ entry }) => entry.type)).toEqual(["api-call"]);
  });
});

test("that a trail delivers is remembered with its newest call, in whatever order they come", async () => {
  vault.store.userPut(name, "one");
  vault.clock.advance(5 * MINUTE);
  await heard({ ...put, time: "2026-11-22T12:00:00.000Z" });
  const newest = { at: vault.clock.iso(), eventTime: "2026-11-22T12:00:00.000Z" };
  expect(await vault.tables.trail()).toEqual(newest);
  vault.clock.advance(MINUTE);
  await heard({ ...denied, time: "2026-11-22T11:59:00.000Z" });
  expect(await vault.tables.trail()).toEqual(newest);
});
