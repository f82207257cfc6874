import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import type { LedgerRow } from "../../../lib/vault/ledger/ledger.ts";
import { type Ledger, type LedgerFinder, MAX_APPEND, type StatusReader } from "../../../lib/vault/ports.ts";
import { note, point, rowsOf, sampleLive } from "../ledger-samples.ts";
import { stage } from "../memory/memory-vault.ts";
import { readsBack, reworded } from "./ledger-reading.ts";

interface LedgerParts {
  ledger: Ledger & LedgerFinder;
  status: Pick<StatusReader, "live">;
}

/** What every ledger keeps to. */
export function ledgerContract(name: string, make: () => LedgerParts | Promise<LedgerParts>): void {
  describe(`${name} as a ledger`, () => {
    let ledger: LedgerParts["ledger"];
    let status: LedgerParts["status"];
    beforeAll(async () => {
      ({ ledger, status } = await make());
    });

    test("gives back what was appended: bodies and hashes verbatim, values sealed in one part and in two", async () => {
      const parameter = stage(randomUUID());
      const rows = rowsOf(parameter, [point(parameter), point(parameter, { version: 2, parts: 2 }), note()]);
      const change = (body: string) => body.replace('"detail":{', '"detail" : {\n "snow" : "\\u2603 ☃ 👩‍🚀",');
      const odd = reworded(rows.at(-1), change, { previous: rows.at(-2)?.hash, parse: true });
      rows.splice(-1, 1, odd);
      const live = sampleLive(parameter, 3);

      expect(await ledger.append(rows, live)).toBe("appended");

      const stored = await ledger.rows(parameter.arn);
      expect(stored.map(plain)).toEqual(rows.map(plain));
      expect(stored.at(-1)?.entry.detail).toMatchObject({ snow: "☃ ☃ 👩‍🚀" });
      expect(await status.live(parameter.arn)).toEqual(live);
      const tail = await ledger.tail(parameter.arn, "9999");
      expect(tail.map(plain)).toEqual(rows.map((row) => plain({ ...row, sealed: null })));
    });

    test("knows of many parameters which have a ledger, whatever their entries hold", async () => {
      const parameters = Array.from({ length: 120 }, () => stage(randomUUID()));
      const [one, other, third] = parameters;
      if (!one || !other || !third) throw new Error("no parameters");
      await ledger.append(rowsOf(one, [point(one)]), sampleLive(one, 1));
      await ledger.append(rowsOf(other, [note(), note()]), sampleLive(other, 2));
      await ledger.append([reworded(rowsOf(third, [note()])[0], () => "{}")], sampleLive(third, 1));
      const known = await ledger.known(parameters.map(({ arn }) => arn));
      expect([...known].sort()).toEqual([one.arn, other.arn, third.arn].sort());
      expect(await ledger.known([])).toEqual(new Set());
    });

    test("has no rows of a parameter nobody saw", async () => {
      const { arn } = stage(randomUUID());
      expect(await ledger.rows(arn)).toEqual([]);
      expect(await ledger.tail(arn, "0000")).toEqual([]);
    });

    test("lets one of two appends at the same place win, and writes nothing of the other", async () => {
      const parameter = stage(randomUUID());
      const rival = (actor: string, n: number) => {
        const rows = rowsOf(parameter, [point(parameter), note({ detail: { reason: actor } })]);
        return { rows, live: sampleLive(parameter, 2, { livePoint: `20261122T120000.123Z-${n}` }) };
      };
      const rivals = ["one", "other", "third"].map(rival);

      const won = await Promise.all(rivals.map(({ rows, live }) => ledger.append(rows, live)));

      expect(won.filter((end) => end === "appended")).toHaveLength(1);
      const winner = rivals[won.indexOf("appended")];
      expect((await ledger.rows(parameter.arn)).map(plain)).toEqual(winner?.rows.map(plain));
      expect(await status.live(parameter.arn)).toEqual(winner?.live);
    });

    test("appends all or nothing: one taken number keeps the free ones from being written", async () => {
      const parameter = stage(randomUUID());
      const first = rowsOf(parameter, [point(parameter), note()]);
      const live = sampleLive(parameter, 2);
      await ledger.append(first, live);

      const late = rowsOf(parameter, [note(), note(), note()], { after: first[0] });
      expect(await ledger.append(late, sampleLive(parameter, 4, { live: false }))).toBe("raced");

      expect((await ledger.rows(parameter.arn)).map(plain)).toEqual(first.map(plain));
      expect(await status.live(parameter.arn)).toEqual(live);
    });

    test("gives no number a second time, also where the entry that had it is gone", async () => {
      const parameter = stage(randomUUID());
      const first = rowsOf(parameter, [point(parameter)]);
      const cut = sampleLive(parameter, 3); // the live row knows of two entries more than there are
      await ledger.append(first, cut);

      const next = rowsOf(parameter, [note()], { after: first[0] });
      expect(await ledger.append(next, sampleLive(parameter, 2))).toEqual({ taken: 3 });

      expect((await ledger.rows(parameter.arn)).map(plain)).toEqual(first.map(plain));
      expect(await status.live(parameter.arn)).toEqual(cut);
    });

    test("gives the next number of its own where the live row's is none that it can have reached", async () => {
      const parameter = stage(randomUUID());
      const first = rowsOf(parameter, [point(parameter)]);
      await ledger.append(first, sampleLive(parameter, Number.MAX_SAFE_INTEGER));
      const live = sampleLive(parameter, 2);
      expect(await ledger.append(rowsOf(parameter, [note()], { after: first[0] }), live)).toBe("appended");
      expect(await status.live(parameter.arn)).toEqual(live);
    });

    test("takes 99 rows in one append, and refuses the hundredth without writing any", async () => {
      const parameter = stage(randomUUID());
      const rows = rowsOf(
        parameter,
        Array.from({ length: MAX_APPEND + 1 }, () => note()),
      );
      const append = async (part: LedgerRow[]) => await ledger.append(part, sampleLive(parameter, part.length));
      await expect(append(rows)).rejects.toThrow();
      expect(await ledger.rows(parameter.arn)).toEqual([]);
      expect(await append(rows.slice(0, MAX_APPEND))).toBe("appended");
      expect(await ledger.rows(parameter.arn)).toHaveLength(MAX_APPEND);
    });

    readsBack(() => ledger);
  });
}

/** A row as it compares: bytes by their content, whatever array they are in. */
function plain({ entry, body, hash, sealed }: LedgerRow) {
  const parts = sealed?.parts.map((part) => Buffer.from(part).toString("hex"));
  return { entry, body, hash, sealed: sealed && { context: sealed.context, parts } };
}
