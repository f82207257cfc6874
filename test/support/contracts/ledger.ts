import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { chainHash, type LedgerRow } from "../../../lib/vault/ledger/ledger.ts";
import { type Ledger, MAX_APPEND, type StatusReader } from "../../../lib/vault/ports.ts";
import { note, point, rowsOf, sampleLive } from "../ledger-samples.ts";
import { stage } from "../memory/memory-vault.ts";

interface LedgerParts {
  ledger: Ledger;
  status: Pick<StatusReader, "live">;
}

/** What every ledger keeps to. */
export function ledgerContract(name: string, make: () => LedgerParts | Promise<LedgerParts>): void {
  describe(`${name} as a ledger`, () => {
    let ledger: Ledger;
    let status: LedgerParts["status"];
    beforeAll(async () => {
      ({ ledger, status } = await make());
    });

    /** Appends in chunks as large as one append takes. */
    const appended = async (parameter: ReturnType<typeof stage>, rows: LedgerRow[]) => {
      for (let start = 0; start < rows.length; start += MAX_APPEND) {
        const chunk = rows.slice(start, start + MAX_APPEND);
        const live = sampleLive(parameter, chunk.at(-1)?.entry.seq ?? 0);
        expect(await ledger.append(chunk, live)).toBe("appended");
      }
    };

    test("gives back what was appended: bodies and hashes verbatim, values sealed in one part and in two", async () => {
      const parameter = stage(randomUUID());
      const rows = rowsOf(parameter, [point(parameter), point(parameter, { version: 2, parts: 2 }), note()]);
      const odd = reworded(rows.at(-1), (body) =>
        body.replace('"detail":{', '"detail" : {\n "snow" : "\\u2603 ☃ 👩‍🚀",'),
      );
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

    test("has no rows of a parameter nobody saw", async () => {
      const { arn } = stage(randomUUID());
      expect(await ledger.rows(arn)).toEqual([]);
      expect(await ledger.tail(arn, "0000")).toEqual([]);
    });

    test("lets one of two appends at the same place win, and writes nothing of the other", async () => {
      const parameter = stage(randomUUID());
      const rival = (actor: string) => {
        const rows = rowsOf(parameter, [point(parameter), note({ detail: { reason: actor } })]);
        return { rows, live: sampleLive(parameter, 2, { livePoint: actor }) };
      };
      const rivals = [rival("one"), rival("other"), rival("third")];

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

    test("reaches back in its tail to the start of the newest life, however long that is", async () => {
      const parameter = stage(randomUUID());
      const notes = Array.from({ length: 220 }, () => note({ life: 2 }));
      const first = [point(parameter), note({ type: "deleted" })];
      const second = [point(parameter, { life: 2 }), ...notes, point(parameter, { life: 2, version: 2 })];
      await appended(parameter, rowsOf(parameter, [...first, ...second]));
      expectSuffix(await ledger.tail(parameter.arn, "9999"), { last: 224, from: 3 });
    });

    test("reaches back in its tail to the newest recovery point, even in a life before", async () => {
      const parameter = stage(randomUUID());
      const missed = Array.from({ length: 120 }, () => note({ type: "capture-missed", life: 2 }));
      const lives = [point(parameter), note({ type: "deleted" }), ...missed, note({ type: "capture-missed", life: 3 })];
      await appended(parameter, rowsOf(parameter, lives));
      expectSuffix(await ledger.tail(parameter.arn, "9999"), { last: 123, from: 1 });
    });

    test("reaches back in its tail to everything recorded since a time", async () => {
      const parameter = stage(randomUUID());
      const old = rowsOf(parameter, [point(parameter)], { now: "2026-11-22T12:00:00.000Z" });
      const since = "2026-11-22T13:00:00.000Z";
      const young = rowsOf(
        parameter,
        [...Array.from({ length: 150 }, () => note()), note({ type: "deleted" }), point(parameter, { life: 2 })],
        { after: old[0], now: since },
      );
      await appended(parameter, [...old, ...young]);
      expectSuffix(await ledger.tail(parameter.arn, since), { last: 153, from: 2 });
    });

    test("gives its newest row and everything recorded since a time, of a life however long", async () => {
      const parameter = stage(randomUUID());
      const notes = (count: number) => Array.from({ length: count }, () => note());
      const old = rowsOf(parameter, [point(parameter), ...notes(250)], { now: "2026-11-22T12:00:00.000Z" });
      const since = "2026-11-22T13:00:00.000Z";
      const young = rowsOf(parameter, notes(120), { after: old.at(-1), now: since });
      await appended(parameter, [...old, ...young]);
      const recent = await ledger.recent(parameter.arn, since);
      expectSuffix(recent, { last: 371, from: 252 });
      expect(recent.length).toBeLessThanOrEqual(200);
      const newest = await ledger.recent(parameter.arn, "9999");
      expectSuffix(newest, { last: 371, from: 371 });
      expect(newest.length).toBeLessThanOrEqual(100);
      expect(await ledger.recent(stage(randomUUID()).arn, since)).toEqual([]);
    });

    test("refuses to read past an entry of a newer schema", async () => {
      const newer = stage(randomUUID());
      const row = reworded(rowsOf(newer, [note()])[0], (text) => text.replace('"schema":1', '"schema":2'), false);
      await ledger.append([row], sampleLive(newer, 1));
      for (const read of [ledger.rows, ledger.tail, ledger.recent].map((method) => method.bind(ledger))) {
        await expect(async () => await read(newer.arn, "0000")).rejects.toMatchObject({ code: "UpgradeNeeded" });
      }
    });

    test("tells of a damaged entry that it is unreadable, and reads on", async () => {
      const parameter = stage(randomUUID());
      const [first, second, third] = rowsOf(parameter, [point(parameter), note(), note()]);
      if (!first || !second || !third) throw new Error("no rows");
      const stored = [first, reworded(second, (text) => text.slice(1), false), third];
      await ledger.append(stored, sampleLive(parameter, 3));
      for (const read of [ledger.rows, ledger.tail, ledger.recent].map((method) => method.bind(ledger))) {
        const rows = await read(parameter.arn, "0000");
        expect(rows.map(({ entry: { seq, type } }) => [seq, type])).toEqual([
          [1, "created"],
          [2, "unreadable"],
          [3, "restore-refused"],
        ]);
        expect(rows.map(({ hash }) => hash)).toEqual(stored.map(({ hash }) => hash));
      }
    });

    test("looks past damaged entries for what was recorded since a time", async () => {
      const parameter = stage(randomUUID());
      const old = rowsOf(
        parameter,
        Array.from({ length: 250 }, () => note()),
      );
      const damaged = old.map((row, n) => (n < 200 ? row : reworded(row, () => "{}", false)));
      await appended(parameter, damaged);
      expectSuffix(await ledger.recent(parameter.arn, "2026-11-22T12:00:00.000Z"), { last: 250, from: 1 });
    });
  });
}

/** The row with another body under a hash that fits it. */
function reworded(row: LedgerRow | undefined, change: (body: string) => string, parse = true): LedgerRow {
  if (!row) throw new Error("no row");
  const body = change(row.body);
  return { ...row, body, hash: chainHash(row.hash, body), entry: parse ? JSON.parse(body) : row.entry };
}

/** A row as it compares: bytes by their content, whatever array they are in. */
function plain({ entry, body, hash, sealed }: LedgerRow) {
  const parts = sealed?.parts.map((part) => Buffer.from(part).toString("hex"));
  return { entry, body, hash, sealed: sealed && { context: sealed.context, parts } };
}

/** The newest rows without a gap, oldest first, from `from` or before to the last; no ciphertext. */
function expectSuffix(tail: LedgerRow[], { last, from }: { last: number; from: number }): void {
  const seqs = tail.map(({ entry }) => entry.seq);
  const [oldest = last] = seqs;
  expect(oldest).toBeLessThanOrEqual(from);
  expect(seqs).toEqual(Array.from({ length: last - oldest + 1 }, (_, n) => oldest + n));
  expect(tail.every(({ sealed }) => sealed === null)).toBe(true);
}
