import { beforeEach, describe, expect, test } from "vitest";
import { audit, chainRows } from "../../../lib/vault/audit.ts";
import type { AuditEvent } from "../../../lib/vault/audit-api.ts";
import { type ProtectedParameter, protectedParameter } from "../../../lib/vault/parameter.ts";
import { note, point, rowsOf, sampleLive } from "../../support/ledger-samples.ts";
import { MemoryClock } from "../../support/memory/memory-clock.ts";
import { MemoryTables } from "../../support/memory/memory-tables.ts";
import { HOME, stage } from "../../support/memory/memory-vault.ts";

const clock = new MemoryClock("2026-11-22T12:00:00.000Z");
const [dev, prod] = [stage("dev"), stage("prod")];
const blog = protectedParameter(HOME, "/sst/passphrase/blog/dev");
const flat = protectedParameter(HOME, "/sst/passphrase/flat");
let tables: MemoryTables;
beforeEach(() => {
  tables = new MemoryTables();
});

/** Appends notes of those times, in that order. */
async function happened(parameter: ProtectedParameter, ...times: string[]): Promise<void> {
  const after = tables.ledgers.get(parameter.arn)?.at(-1);
  const rows = rowsOf(
    parameter,
    times.map((time) => note({ time })),
    { after },
  );
  await tables.append(rows, sampleLive(parameter, rows.at(-1)?.entry.seq ?? 0));
}

type Asked = { app?: string; stage?: string; name?: string; since?: string | undefined; until?: string | undefined };

/** All pages of an audit, as a caller asks for them. */
async function all(asked: Asked = {}): Promise<{ events: AuditEvent[]; unreadable: string[] }> {
  const events: AuditEvent[] = [];
  const unreadable: string[] = [];
  let nextToken: string | undefined;
  do {
    const request = { op: "audit" as const, ...asked, ...(nextToken !== undefined && { nextToken }) };
    const page = await audit({ index: tables, status: tables, clock }, HOME, request);
    events.push(...page.events);
    unreadable.push(...(page.unreadable ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return { events, unreadable };
}

const timesOf = async (asked?: Asked) => (await all(asked)).events.map(({ time }) => time);

describe("the trail of all parameters", () => {
  const [first, second, third, fourth] = [
    "2019-05-31T23:59:59.999Z",
    "2026-10-31T23:59:59.999Z",
    "2026-11-01T00:00:00.000Z",
    "2026-11-22T11:00:00.500Z",
  ];
  beforeEach(async () => {
    await happened(dev, fourth, second);
    await happened(blog, third);
    await happened(flat, first);
  });

  test("is told oldest first, over months and years, from the first passphrase on", async () => {
    expect(await timesOf()).toEqual([first, second, third, fourth]);
  });

  test.each([
    { since: second, until: third, told: [second, third] },
    { since: "2026-11-01T01:00:00+01:00", told: [third, fourth] },
    { until: second, told: [first, second] },
    { since: "2026-11-01T00:00:00.001Z", until: "2026-11-22T11:00:00.499Z", told: [] },
    { since: "1999-01-01T00:00:00.000Z", until: "2001-01-01T00:00:00.000Z", told: [] },
    { since: "2019-06-01T00:00:00Z", until: "2099-01-01T00:00:00.000Z", told: [second, third, fourth] },
  ])("from $since to $until has both ends in it", async ({ told, ...span }) => {
    expect(await timesOf(span)).toEqual(told);
  });

  test("can be that of one app", async () => {
    expect(await timesOf({ app: "shop" })).toEqual([second, fourth]);
    expect(await timesOf({ app: "flat" })).toEqual([]);
  });

  test.each([
    { since: "2026-10-15T00:00:00.000Z", probed: 2, read: ["2026-10", "2026-11"] },
    // From December 2016 on, twenty at once; after an empty month again.
    { since: undefined, probed: 40 + 89, read: ["2019-05", "2019-06", "2026-10", "2026-11"] },
  ])("since $since probes for the months that hold anything, and reads few others", async ({ since, probed, read }) => {
    const asked: string[] = [];
    let probes = 0;
    const index = {
      chain: () => Promise.reject(new Error("not for the trail of all")),
      hasMonth: (month: string) => {
        probes++;
        return tables.hasMonth(month);
      },
      month: (...args: Parameters<MemoryTables["month"]>) => {
        asked.push(args[0]);
        return tables.month(...args);
      },
    };
    await audit({ index, status: tables, clock }, HOME, { op: "audit", ...(since !== undefined && { since }) });
    expect({ probes, asked }).toEqual({ probes: probed, asked: read });
  });
});

describe("the trail of one parameter", () => {
  test("is told in its ledger's order, by either of its names", async () => {
    const times = ["2026-11-22T11:00:00.500Z", "2026-11-22T11:00:00.000Z", "2026-11-22T11:00:01.000Z"];
    await happened(dev, ...times);
    await happened(prod, ...times);

    const { events } = await all({ app: "shop", stage: "dev" });

    expect(events.map(({ id, seq, time }) => ({ id, seq, time }))).toEqual(
      times.map((time, n) => ({ id: `${dev.name}#${n + 1}`, seq: n + 1, time })),
    );
    expect(await all({ name: dev.name })).toMatchObject({ events });
    expect(await timesOf({ name: dev.name, since: times[0], until: times[0] })).toEqual([times[0]]);
  });

  test("that is unknown is not found", async () => {
    await happened(dev, "2026-11-22T11:00:00.500Z");
    await expect(all({ app: "shop", stage: "prod" })).rejects.toMatchObject({
      code: "NotFound",
      hint: expect.stringContaining("npx sst-vault list --app shop"),
    });
    await expect(all({ stage: "prod" })).rejects.toMatchObject({ code: "BadRequest" });
  });
});

test("what carries a recovery point tells all of it but how it is sealed", async () => {
  const rows = rowsOf(dev, [point(dev)]);
  await tables.append(rows, sampleLive(dev, 1));

  const { events } = await all({ name: dev.name });

  expect(events).toEqual([
    {
      id: "/sst/passphrase/shop/dev#1",
      seq: 1,
      time: "2026-11-22T12:00:00.123Z",
      recordedAt: "2026-11-22T12:00:00.123Z",
      app: "shop",
      stage: "dev",
      name: "/sst/passphrase/shop/dev",
      type: "created",
      actor: null,
      recoveryPoint: "20261122T120000.123Z-1",
      detail: {
        parameterVersion: 1,
        life: 1,
        source: "event",
        type: "SecureString",
        tier: "Standard",
        keyId: "alias/aws/ssm",
      },
      hash: rows[0]?.hash,
    },
  ]);
});

test("what cannot be read, or stands where it does not belong, is named and hides nothing else", async () => {
  await happened(dev, "2026-11-01T00:00:00.000Z", "2026-11-02T00:00:00.000Z", "2026-11-03T00:00:00.000Z");
  await happened(blog, "2026-11-04T00:00:00.000Z");
  const [first, second] = tables.ledgers.get(dev.arn) ?? [];
  if (first && second) {
    first.body = first.body.slice(1);
    second.body = tables.ledgers.get(blog.arn)?.[0]?.body ?? "";
  }
  const told = { events: [{ seq: 3 }], unreadable: [`${dev.name}#1`, `${dev.name}#2`] };
  expect(await all({ app: "shop" })).toMatchObject(told);
  expect(await all({ name: dev.name })).toMatchObject(told);
});

describe("the rows of chains", () => {
  const rows = async (target: Asked) => (await chainRows({ index: tables }, HOME, { op: "chain", ...target })).rows;

  test("are given as they are stored, of one, of an app or of all", async () => {
    for (const parameter of [dev, prod, blog, flat]) await happened(parameter, "2026-11-01T00:00:00.000Z");
    const [row] = tables.ledgers.get(dev.arn) ?? [];
    if (row) row.body = "not JSON";

    const one = await rows({ app: "shop", stage: "dev" });

    expect(one).toEqual([
      {
        parameter: dev.arn,
        seq: 1,
        body: "not JSON",
        hash: row?.hash,
        month: "2026-11",
        moment: "2026-11-01T00:00:00.000Z#0000000001",
      },
    ]);
    expect((await rows({ app: "shop" })).map(({ parameter }) => parameter)).toEqual([dev.arn, prod.arn]);
    expect(await rows({})).toHaveLength(4);
    expect(await rows({ name: "/sst/passphrase/nobody/knows" })).toEqual([]);
  });
});

test("what one answer does not hold is told by the next ones, nothing twice, nothing left out", async () => {
  const times = Array.from({ length: 30 }, (_, n) => `2026-${n < 17 ? "07" : "09"}-01T00:00:${10 + n}.000Z`);
  const rows = rowsOf(
    dev,
    times.map((time) => note({ time, detail: { reason: "x".repeat(300_000) } })),
  );
  await tables.append(rows, sampleLive(dev, rows.length));
  const answers: number[] = [];
  const seqs: number[] = [];
  let nextToken: string | undefined;
  do {
    const asked = { op: "audit" as const, ...(nextToken !== undefined && { nextToken }) };
    const page = await audit({ index: tables, status: tables, clock }, HOME, asked);
    answers.push(Buffer.byteLength(JSON.stringify(page)));
    seqs.push(...page.events.map(({ seq }) => seq));
    nextToken = page.nextToken;
  } while (nextToken !== undefined && answers.length < 10);

  expect(seqs).toEqual(times.map((_, n) => n + 1));
  expect(answers.length).toBeGreaterThan(2);
  expect(Math.max(...answers)).toBeLessThan(6_000_000);
});

test("a page token that is none is the caller's mistake", async () => {
  await happened(dev, "2026-11-01T00:00:00.000Z");
  for (const nextToken of ["2026-13", "hello", ""]) {
    await expect(
      audit({ index: tables, status: tables, clock }, HOME, { op: "audit", nextToken }),
    ).rejects.toMatchObject({ code: "BadRequest" });
  }
});
