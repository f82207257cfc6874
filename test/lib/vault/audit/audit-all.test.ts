import { beforeEach, describe, expect, test } from "vitest";
import { note, rowsOf, sampleLive } from "../../../support/ledger-samples.ts";
import type { MemoryTables } from "../../../support/memory/memory-tables.ts";
import { blog, dev, flat, happened, page, tables, timesOf } from "./audit-scene.ts";

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
    { since: "2026-10-15T00:00:00.000Z", probed: 3, read: ["2026-10", "2026-11", "2026-12"] },
    // From December 2016 on, twenty at once; after an empty month again.
    { since: undefined, probed: 40 + 90, read: ["2019-05", "2019-06", "2026-10", "2026-11", "2026-12"] },
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
    await page({ since }, index);
    expect({ probes, asked }).toEqual({ probes: probed, asked: read });
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
    const answer = await page({ nextToken });
    answers.push(Buffer.byteLength(JSON.stringify(answer)));
    seqs.push(...answer.events.map(({ seq }) => seq));
    nextToken = answer.nextToken;
  } while (nextToken !== undefined && answers.length < 10);

  expect(seqs).toEqual(times.map((_, n) => n + 1));
  expect(answers.length).toBeGreaterThan(2);
  expect(Math.max(...answers)).toBeLessThan(6_000_000);
});

test("a page token that is none is the caller's mistake", async () => {
  await happened(dev, "2026-11-01T00:00:00.000Z");
  for (const nextToken of ["2026-13", "hello", ""]) {
    await expect(page({ nextToken })).rejects.toMatchObject({ code: "BadRequest" });
  }
});
