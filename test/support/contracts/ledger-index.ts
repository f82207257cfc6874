import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import type { ChainRow } from "../../../lib/vault/audit-api.ts";
import type { LedgerRow } from "../../../lib/vault/ledger/ledger.ts";
import type { ProtectedParameter } from "../../../lib/vault/parameter.ts";
import { type ChainPage, type Ledger, type LedgerIndex, MAX_APPEND } from "../../../lib/vault/ports.ts";
import { note, point, rowsOf, sampleLive } from "../ledger-samples.ts";
import { stage } from "../memory/memory-vault.ts";

interface IndexParts {
  ledger: Pick<Ledger, "append">;
  index: LedgerIndex;
  /** So many rows do not fit in one page. */
  overAPage: number;
}

/** What every index of a ledger keeps to. */
export function ledgerIndexContract(name: string, make: () => IndexParts | Promise<IndexParts>): void {
  describe(`${name} as an index of the ledger`, () => {
    let ledger: IndexParts["ledger"];
    let index: LedgerIndex;
    let overAPage: number;
    beforeAll(async () => {
      ({ ledger, index, overAPage } = await make());
    });

    const append = async (parameter: ReturnType<typeof stage>, rows: LedgerRow[]) => {
      for (let start = 0; start < rows.length; start += MAX_APPEND) {
        const chunk = rows.slice(start, start + MAX_APPEND);
        await ledger.append(chunk, sampleLive(parameter, chunk.at(-1)?.entry.seq ?? 0));
      }
    };

    test("gives one parameter's rows page by page, newest first, without sealed values", async () => {
      const [parameter, neighbour] = [stage(randomUUID()), stage(randomUUID())];
      const rows = rowsOf(parameter, [
        point(parameter),
        ...Array.from({ length: overAPage }, () => note()),
        point(parameter, { version: 2, parts: 2 }),
      ]);
      await append(parameter, rows);
      await append(neighbour, rowsOf(neighbour, [note()]));

      const pages: LedgerRow[][] = [];
      let page: string | null = null;
      do {
        const { rows: some, next } = await index.history(parameter.arn, page);
        pages.push(some);
        page = next;
      } while (page && pages.length < 10);

      expect(pages.length).toBeGreaterThan(1);
      expect(pages.flat()).toEqual(rows.reverse().map((row) => ({ ...row, sealed: null })));
    });

    test("has no rows of a parameter nobody saw", async () => {
      expect(await index.history(stage(randomUUID()).arn, null)).toEqual({ rows: [], next: null });
    });

    test("knows the newest number of every parameter", async () => {
      const lengths = new Map(Array.from({ length: 30 }, (_, n) => [stage(randomUUID()), 1 + (n % 12)]));
      for (const [parameter, length] of lengths) {
        const drafts = Array.from({ length }, () => note({ detail: { reason: "long ".repeat(1000) } }));
        await append(parameter, rowsOf(parameter, drafts));
      }
      const tips = await index.tips();
      expect([...lengths.keys()].map(({ arn }) => tips.get(arn))).toEqual([...lengths.values()]);
      expect(tips.get(stage(randomUUID()).arn)).toBeUndefined();
    });

    test("takes no number for the newest that no entry has", async () => {
      const parameter = stage(randomUUID());
      const rows = rowsOf(parameter, [note(), note()]);
      await append(parameter, rows);
      const [stray] = rowsOf(parameter, [note()], { after: rows[1] });
      if (stray) await append(parameter, [{ ...stray, entry: { ...stray.entry, seq: 9e15 } }]);
      expect((await index.tips()).get(parameter.arn)).toBe(2);
      expect((await index.history(parameter.arn, null)).rows.length).toBeGreaterThan(1);
    });

    test("gives one parameter's rows as they are stored, oldest first, on as many pages as they need", async () => {
      const [parameter, neighbour] = [stage(randomUUID()), stage(randomUUID())];
      const rows = rowsOf(parameter, [point(parameter), ...longNotes(overAPage)]);
      await append(parameter, rows);
      await append(neighbour, rowsOf(neighbour, [note()]));

      const pages = await allPages((page) => index.chain(parameter.arn, page));

      expect(pages.length).toBeGreaterThan(1);
      expect(pages.flat()).toEqual(stored(parameter, rows));
    });

    test("has no chain of a parameter nobody saw", async () => {
      expect(await index.chain(stage(randomUUID()).arn, null)).toEqual({ rows: [], next: null });
    });

    test("gives the rows of everyone, each parameter's in their order", async () => {
      const parameters = Array.from({ length: 3 }, () => stage(randomUUID()));
      for (const parameter of parameters) {
        await append(parameter, rowsOf(parameter, [point(parameter), ...longNotes(overAPage / 2)]));
      }

      const all = (await allPages((page) => index.chain(null, page))).flat();

      for (const { arn } of parameters) {
        expect(all.filter(({ parameter }) => parameter === arn)).toEqual(
          (await allPages((page) => index.chain(arn, page))).flat(),
        );
      }
    });

    test("gives a month's rows of all parameters, oldest first, from a time to a time, both included", async () => {
      const times = ["31T23:59:59.999", "01T00:00:00.000", "15T12:00:00.123", "15T12:00:00.124"];
      const parameters = times.map(() => stage(randomUUID()));
      for (const [n, parameter] of parameters.entries()) {
        await append(parameter, rowsOf(parameter, [note({ time: `2032-05-${times[n]}Z` })]));
      }
      const may = async (from: string, to: string) => {
        const span = { from: `2032-05-${from}Z`, to: `2032-05-${to}Z` };
        return (await allPages((page) => index.month("2032-05", span, page))).flat();
      };
      const arnsOf = (...order: number[]) => order.map((n) => parameters[n]?.arn);

      const whole = await may("01T00:00:00.000", "31T23:59:59.999");
      const middle = await may("15T12:00:00.123", "15T12:00:00.124");
      const first = await may("01T00:00:00.000", "15T12:00:00.122");

      expect(whole.map(({ parameter }) => parameter)).toEqual(arnsOf(1, 2, 3, 0));
      expect(whole[0]).toEqual(
        stored(parameters[1], rowsOf(parameters[1] ?? stage(""), [note({ time: "2032-05-01T00:00:00.000Z" })]))[0],
      );
      expect(middle.map(({ parameter }) => parameter)).toEqual(arnsOf(2, 3));
      expect(first.map(({ parameter }) => parameter)).toEqual(arnsOf(1));
      expect(await index.hasMonth("2032-05")).toBe(true);
      expect(await index.hasMonth("2032-06")).toBe(false);
    });

    test("gives a month on as many pages as it needs", async () => {
      const parameter = stage(randomUUID());
      const rows = rowsOf(parameter, longNotes(overAPage, "2033-01-02T00:00:00.000Z"));
      await append(parameter, rows);
      const span = { from: "2033-01-01T00:00:00.000Z", to: "2033-02-01T00:00:00.000Z" };

      const pages = await allPages((page) => index.month("2033-01", span, page));

      expect(pages.length).toBeGreaterThan(1);
      expect(pages.flat()).toEqual(stored(parameter, rows));
    });
  });
}

/** As many notes as do not fit on a page: long ones, since a page of the database is as much as 1 MB. */
function longNotes(count: number, time?: string) {
  const detail = { reason: "long ".repeat(400) };
  return Array.from({ length: Math.ceil(count) }, () => note({ detail, ...(time && { time }) }));
}

function stored(parameter: ProtectedParameter | undefined, rows: LedgerRow[]): ChainRow[] {
  return rows.map(({ entry, body, hash }) => ({
    parameter: parameter?.arn ?? "",
    seq: entry.seq,
    body,
    hash,
    month: entry.time.slice(0, 7),
    moment: `${entry.time}#${String(entry.seq).padStart(10, "0")}`,
  }));
}

async function allPages(read: (page: string | null) => Promise<ChainPage>): Promise<ChainRow[][]> {
  const pages: ChainRow[][] = [];
  let page: string | null = null;
  do {
    const { rows, next } = await read(page);
    pages.push(rows);
    page = next;
  } while (page !== null && pages.length < 500);
  return pages;
}
