import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import type { LedgerRow } from "../../../lib/vault/ledger.ts";
import { type Ledger, type LedgerIndex, MAX_APPEND } from "../../../lib/vault/ports.ts";
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
  });
}
