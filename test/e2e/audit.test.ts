import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type AttributeValue,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import type { AuditEvent, CheckReport } from "../../lib/vault/audit-api.ts";
import { chainHash } from "../../lib/vault/ledger.ts";
import { localAws } from "../support/local-aws.ts";
import { entriesOf } from "./ledger.ts";
import { sstVault, sstVaultJson } from "./sst-vault.ts";
import { nameOf, newValue, users } from "./stages.ts";

type Item = Record<string, AttributeValue>;

const ROOT = "arn:aws:iam::000000000000:root";
const { put, remove } = users();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sst-vault-audit-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A passphrase that was written twice and deleted, all of it captured, and told of by the trail. */
async function lived(app: string, stage: string): Promise<void> {
  const name = nameOf(app, stage);
  const until = (type: string, count: number) =>
    entriesOf(name, (entries) => entries.filter((entry) => entry.type === type).length === count);
  await put(name, newValue());
  await until("created", 1);
  await put(name, newValue(), { Overwrite: true });
  await until("updated", 1);
  await remove(name);
  await until("deleted", 1);
  await until("api-call", 3);
  // The last that is recorded of a stage that is gone: no entry comes while the others are tampered with.
  await until("verdict-changed", 1);
}

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
      detail: { parameterVersion: 2, life: 1, source: "event", type: "SecureString" },
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
    expect(table.stdout).toMatch(/audit-trail {2}prod {3}deleted +root +trail\n/);

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

const dynamo = new DynamoDBClient(localAws());
const TAMPERED = "audit-tampered";
const arnOf = (stage: string) => `arn:aws:ssm:us-east-1:000000000000:parameter${nameOf(TAMPERED, stage)}`;

/** The rows of a stage as they stand in the ledger's table, and ways to change them past the vault. */
class Rows {
  readonly stage: string;
  readonly #table = inject("vault").LedgerTable ?? "";
  #rows: Item[] = [];

  constructor(stage: string) {
    this.stage = stage;
  }

  get length(): number {
    return this.#rows.length;
  }

  async read(): Promise<void> {
    const { Items = [] } = await dynamo.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: "#p = :p",
        ExpressionAttributeNames: { "#p": "parameter" },
        ExpressionAttributeValues: { ":p": { S: arnOf(this.stage) } },
      }),
    );
    this.#rows = Items;
  }

  /** Entry `seq`, counted from the end where it is negative. */
  at(seq: number): Item {
    return this.#rows.at(seq < 0 ? seq : seq - 1) ?? {};
  }

  async put(seq: number, item: Item): Promise<void> {
    const Item = { ...item, parameter: { S: arnOf(this.stage) }, seq: { N: `${seq}` } };
    await dynamo.send(new PutItemCommand({ TableName: this.#table, Item }));
  }

  async erase(seq: number): Promise<void> {
    const Key = { parameter: { S: arnOf(this.stage) }, seq: { N: `${seq}` } };
    await dynamo.send(new DeleteItemCommand({ TableName: this.#table, Key }));
  }

  /** As it was when it was read. */
  async mend(): Promise<void> {
    await this.erase(this.length + 1);
    for (const [n, item] of this.#rows.entries()) await this.put(n + 1, item);
  }
}

const textOf = (item: Item, attribute: string) => item[attribute]?.S ?? "";
const edited = (item: Item, changes: object): Item => {
  return { ...item, body: { S: JSON.stringify({ ...JSON.parse(textOf(item, "body")), ...changes }) } };
};
const eve = { actor: { arn: "arn:aws:iam::000000000000:user/eve", proof: "ssm" } };

/** What is done to a stage of that name, and the numbers of the entries that must be named for it. */
const TAMPERINGS: Record<string, { tamper: (rows: Rows) => Promise<unknown>; named: (rows: Rows) => number[] }> = {
  untouched: { tamper: () => Promise.resolve(), named: () => [] },
  edited: { tamper: (rows) => rows.put(2, edited(rows.at(2), eve)), named: () => [2] },
  removed: { tamper: (rows) => rows.erase(2), named: () => [2] },
  beheaded: { tamper: (rows) => rows.erase(1), named: () => [1] },
  swapped: {
    tamper: (rows) => Promise.all([rows.put(2, rows.at(3)), rows.put(3, rows.at(2))]),
    named: () => [2, 3],
  },
  foreign: { tamper: (rows) => rows.put(3, stages.get("untouched")?.at(3) ?? {}), named: () => [3] },
  misfiled: { tamper: (rows) => rows.put(2, { ...rows.at(2), month: { S: "1999-01" } }), named: () => [2] },
  doubled: { tamper: (rows) => rows.put(rows.length + 1, rows.at(1)), named: ({ length }) => [length + 1] },
  cut: { tamper: (rows) => rows.erase(rows.length), named: ({ length }) => [length] },
};
const stages = new Map<string, Rows>();

describe("a ledger that is changed past the vault", () => {
  const check = (...argv: string[]) => sstVaultJson<CheckReport>("audit", TAMPERED, "--check", ...argv);
  beforeAll(async () => {
    for (const stage of Object.keys(TAMPERINGS)) stages.set(stage, new Rows(stage));
    await Promise.all(
      [...stages.values()].map(async (rows) => {
        await lived(TAMPERED, rows.stage);
        await rows.read();
      }),
    );
  });
  // Other tests look at all of the vault.
  afterEach(() => Promise.all([...stages.values()].map((rows) => rows.mend())));

  test("is found, whatever was done, where it was done, and nothing else is named", async () => {
    await Promise.all([...stages].map(([stage, rows]) => TAMPERINGS[stage]?.tamper(rows)));

    const { code, findings } = await check();

    expect(code).toBe(5);
    const named = [...stages].flatMap(([stage, rows]) =>
      (TAMPERINGS[stage]?.named(rows) ?? []).map((seq) => [nameOf(TAMPERED, stage), seq]),
    );
    expect(findings.map(({ name, seq }) => [name, seq])).toEqual(named.toSorted());
  });

  test("is whole again once it is as it was", async () => {
    const { code, heads, ...report } = await check();

    expect(code).toBe(0);
    const entries = [...stages.values()].reduce((sum, { length }) => sum + length, 0);
    expect(report).toMatchObject({ ok: true, parameters: stages.size, entries, findings: [] });
    const cut = stages.get("cut");
    expect(heads[nameOf(TAMPERED, "cut")]).toEqual({ seq: cut?.length, hash: textOf(cut?.at(-1) ?? {}, "hash") });
    expect((await sstVault("audit", "--check")).stdout).toMatch(/every chain is whole/);
  });

  test("with all its hashes made anew is found by the report of an earlier check", async () => {
    const rows = stages.get("edited") ?? new Rows("edited");
    const heads = join(folder, "heads.json");
    await writeFile(heads, (await sstVault("audit", TAMPERED, "--check", "--json")).stdout);
    expect(await check("--heads", heads)).toMatchObject({ code: 0, comparedWith: { parameters: stages.size } });

    let previous = textOf(rows.at(1), "hash");
    for (let seq = 2; seq <= rows.length; seq++) {
      const forged = edited(rows.at(seq), eve);
      previous = chainHash(previous, textOf(forged, "body"));
      await rows.put(seq, { ...forged, hash: { S: previous } });
    }

    expect((await check()).code).toBe(0);
    expect(await check("--heads", heads)).toMatchObject({
      code: 5,
      findings: [
        { name: nameOf(TAMPERED, "edited"), seq: rows.length, problem: expect.stringContaining("rewritten since") },
      ],
    });
  });
});
