import { describe, expect, test } from "vitest";
import { history } from "../../../../lib/vault/query/history.ts";
import { list } from "../../../../lib/vault/query/list.ts";
import { sweep } from "../../../../lib/vault/sweep/sweep.ts";
import { verify } from "../../../../lib/vault/verify/verify.ts";
import { HOME } from "../../../support/memory/memory-vault.ts";
import {
  changed,
  denied,
  entries,
  heard,
  label,
  MINUTE,
  name,
  parameter,
  put,
  story,
  vault,
} from "./api-call-scene.ts";

describe("a call that failed", () => {
  test("is recorded as such, and believed in nothing", async () => {
    vault.store.userPut(name, "one");
    await changed();
    await heard(denied);
    expect(entries().at(-1)).toMatchObject({ type: "api-call", detail: { failed: true, errorCode: "AccessDenied" } });
    expect(vault.tables.lives.get(parameter.arn)).toMatchObject({ live: true, version: 1 });
  });

  test("does not have Parameter Store looked at, let alone decrypted: anybody can make such calls", async () => {
    vault.store.userPut(name, "one");
    await changed();
    vault.clock.advance(MINUTE);
    vault.store.userPut(name, "two");
    await heard(denied);
    expect(story()).toEqual(["created 1", "api-call 1"]);
    expect(vault.tables.lives.get(parameter.arn)).toMatchObject({ seq: 2, version: 1 });
    await sweep(vault.sweepPorts(), HOME, 3600);
    expect(vault.queued.map((change) => change.name)).toEqual([name]);
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

/** What the list and the history show, but for how many entries there are. */
async function shown() {
  const { parameters } = await list(vault.tables, HOME, { op: "list" });
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
    await sweep(vault.sweepPorts(), HOME, 3600);
    expect(vault.queued).toEqual([]);
    await verify(vault.ports(), parameter, "sweep");
    expect(vault.rows(parameter)).toHaveLength(4);
  });

  test("but a change that came with it is tested, also where an earlier try ended before it had said so", async () => {
    vault.store.userPut(name, "one");
    await heard(put);
    expect(vault.checked).toEqual([name]);
    await heard({ ...put, time: "2026-11-22T12:00:00.000Z" });
    expect(vault.checked).toEqual([name]);
    await heard({ ...put, time: "2026-11-22T12:00:00.000Z" }, 2);
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
