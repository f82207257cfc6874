import { describe, expect, test, vi } from "vitest";
import { apiCall } from "../../../support/call-samples.ts";
import { expectSoundLedger } from "../../../support/expect-sound-ledger.ts";
import {
  changed,
  denied,
  entries,
  heard,
  MINUTE,
  name,
  parameter,
  put,
  removal,
  story,
  vault,
} from "./api-call-scene.ts";

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
    const append = vi.spyOn(vault.tables, "append");
    await heard(put);
    expect(append.mock.calls.map(([rows]) => rows.map(({ entry }) => entry.type))).toEqual([["created", "api-call"]]);
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

  test("is recorded with its change, once the store shows it", async () => {
    vault.store.userPut(name, "one");
    await changed();
    vault.clock.advance(MINUTE);
    vault.store.userDelete(name);
    vault.store.lagMs = 30_000;
    expect((await heard(removal)).lag).toBe(true);
    expect(story()).toEqual(["created 1"]);
    vault.store.lagMs = 0;
    expect((await heard({ ...removal, time: "2026-11-22T12:01:00.000Z" }, 2)).lag).toBe(false);
    expect(story()).toEqual(["created 1", "deleted 1", "api-call 1"]);
  });

  test("is recorded by its last delivery, whatever the store shows", async () => {
    const { time } = apiCall();
    for (const times of [1, 2, 3, 4]) expect(await heard({ ...put, time }, times)).toMatchObject({ lag: true });
    expect(story()).toEqual([]);
    expect(await heard({ ...put, time }, 5)).toMatchObject({ lag: false });
    expect(story()).toEqual(["capture-missed 0", "api-call 0"]);
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
    expect(await heard({ ...removal, time: "2026-11-22T12:00:01.000Z" })).toMatchObject({ lag: true });
    expect(story()).toEqual(["created 1"]);
    vault.clock.advance(1000);
    vault.store.lagMs = 0;
    await heard({ ...removal, time: "2026-11-22T12:00:01.000Z" }, 5);
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
