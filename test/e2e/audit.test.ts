import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AuditEvent } from "../../lib/vault/audit-api.ts";
import { lived } from "./lived.ts";
import { sstVault, sstVaultJson } from "./sst-vault.ts";
import { nameOf } from "./stages.ts";

const ROOT = "arn:aws:iam::000000000000:root";
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sst-vault-audit-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("the trail of a passphrase", () => {
  const app = "audit-trail";
  let events: AuditEvent[];
  beforeAll(async () => {
    await lived(app, "prod");
    ({ events } = await sstVaultJson<{ events: AuditEvent[] }>("audit", app, "prod"));
  });

  test("tells each change, who made it and how that is known, joined with the call that made it", () => {
    const changes = events.filter(({ type }) => type !== "api-call" && type !== "verdict-changed");
    expect(changes.map(({ type, actor }) => [type, actor?.arn, actor?.proof])).toEqual([
      ["created", ROOT, "ssm"],
      ["updated", ROOT, "ssm"],
      ["deleted", ROOT, "trail"],
    ]);
    const calls = events.filter(({ type }) => type === "api-call");
    expect(new Set(calls.map(({ detail }) => detail.explains))).toEqual(new Set(changes.map(({ id }) => id)));
    expect(changes[1]).toMatchObject({
      name: nameOf(app, "prod"),
      recoveryPoint: expect.stringMatching(/-2$/),
      // A sweep of another test may have been there first.
      detail: { parameterVersion: 2, life: 1, source: expect.stringMatching(/^(event|sweep)$/), type: "SecureString" },
    });
  });

  test("is told oldest first of an app and of all, and of the time that was asked for", async () => {
    const ofApp = await sstVaultJson<{ events: AuditEvent[] }>("audit", app);
    expect(ofApp.code).toBe(0);
    const times = ofApp.events.map(({ time }) => time);
    expect(times).toEqual(times.toSorted());
    expect(ofApp.events.map(({ id }) => id).sort()).toEqual(events.map(({ id }) => id).sort());

    const all = await sstVaultJson<{ events: AuditEvent[] }>("audit");
    expect(all.events.length).toBeGreaterThan(events.length);
    const inOrder = all.events.map(({ time }) => time);
    expect(inOrder).toEqual(inOrder.toSorted());

    const [, updated] = events.filter(({ type }) => type === "created" || type === "updated");
    const { time = "" } = updated ?? {};
    const then = await sstVaultJson<{ events: AuditEvent[] }>("audit", app, "--since", time, "--until", time);
    expect(then.events.map(({ id }) => id)).toContain(updated?.id);
    expect(then.events.map((event) => event.time)).toEqual(then.events.map(() => time));
  });

  test("is told as a table, as CSV and as a page", async () => {
    const table = await sstVault("audit", app, "prod");
    expect(table).toMatchObject({ code: 0, stderr: "" });
    expect(table.stdout).toMatch(/deleted +root +trail\n/);

    const file = join(folder, "trail.csv");
    expect(await sstVault("audit", app, "--format", "csv", "--output", file)).toMatchObject({ code: 0, stdout: "" });
    const lines = (await readFile(file, "utf8")).trimEnd().split("\r\n");
    expect(lines).toHaveLength(events.length + 1);
    expect(lines[0]).toMatch(/^time,recordedAt,app,stage,name,seq,type,/);

    const page = join(folder, "trail.html");
    expect(await sstVault("audit", app, "--format", "html", "--output", page)).toMatchObject({ code: 0, stdout: "" });
    expect(await readFile(page, "utf8")).toMatch(/^<!doctype html>/);
  });
});

test("of a passphrase nobody knows there is no trail", async () => {
  expect((await sstVault("audit", "audit-trail", "typo")).code).toBe(3);
  expect((await sstVault("audit", "audit-trail", "typo", "--check")).code).toBe(3);
});
