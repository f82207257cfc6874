import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { chainHash, chainStart, type LedgerRow } from "../../../lib/vault/ledger/ledger.ts";
import { type Ledger, MAX_APPEND } from "../../../lib/vault/ports.ts";
import { note, point, rowsOf, sampleLive } from "../ledger-samples.ts";
import { stage } from "../memory/memory-vault.ts";

/** How every ledger reads back what was appended, however much that is and whatever became of it. */
export function readsBack(ledger: () => Ledger): void {
  const readers = () => {
    const { rows, tail, recent } = ledger();
    return [rows, tail, recent].map((method) => method.bind(ledger()));
  };

  /** Appends in chunks as large as one append takes. */
  const appended = async (parameter: ReturnType<typeof stage>, rows: LedgerRow[]) => {
    for (let start = 0; start < rows.length; start += MAX_APPEND) {
      const chunk = rows.slice(start, start + MAX_APPEND);
      const live = sampleLive(parameter, chunk.at(-1)?.entry.seq ?? 0);
      expect(await ledger().append(chunk, live)).toBe("appended");
    }
  };

  test("reaches back in its tail to the start of the newest life, however long that is", async () => {
    const parameter = stage(randomUUID());
    const notes = Array.from({ length: 220 }, () => note({ life: 2 }));
    const first = [point(parameter), note({ type: "deleted" })];
    const second = [point(parameter, { life: 2 }), ...notes, point(parameter, { life: 2, version: 2 })];
    await appended(parameter, rowsOf(parameter, [...first, ...second]));
    expectSuffix(await ledger().tail(parameter.arn, "9999"), { last: 224, from: 3 });
  });

  test("reaches back in its tail to the newest recovery point, even in a life before", async () => {
    const parameter = stage(randomUUID());
    const missed = Array.from({ length: 120 }, () => note({ type: "capture-missed", life: 2 }));
    const lives = [point(parameter), note({ type: "deleted" }), ...missed, note({ type: "capture-missed", life: 3 })];
    await appended(parameter, rowsOf(parameter, lives));
    expectSuffix(await ledger().tail(parameter.arn, "9999"), { last: 123, from: 1 });
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
    expectSuffix(await ledger().tail(parameter.arn, since), { last: 153, from: 2 });
  });

  test("gives its newest row and everything recorded since a time, of a life however long", async () => {
    const parameter = stage(randomUUID());
    const notes = (count: number) => Array.from({ length: count }, () => note());
    const old = rowsOf(parameter, [point(parameter), ...notes(250)], { now: "2026-11-22T12:00:00.000Z" });
    const since = "2026-11-22T13:00:00.000Z";
    const young = rowsOf(parameter, notes(120), { after: old.at(-1), now: since });
    await appended(parameter, [...old, ...young]);
    const recent = await ledger().recent(parameter.arn, since);
    expectSuffix(recent, { last: 371, from: 252 });
    expect(recent.length).toBeLessThanOrEqual(200);
    const newest = await ledger().recent(parameter.arn, "9999");
    expectSuffix(newest, { last: 371, from: 371 });
    expect(newest.length).toBeLessThanOrEqual(100);
    expect(await ledger().recent(stage(randomUUID()).arn, since)).toEqual([]);
  });

  test("reads past an entry of a newer schema, of which it knows the number only", async () => {
    const newer = stage(randomUUID());
    const change = (text: string) => text.replace('"schema":1', '"schema":2');
    const row = reworded(rowsOf(newer, [note()])[0], change, { previous: chainStart(newer.arn), parse: false });
    await ledger().append([row], sampleLive(newer, 1));
    for (const read of readers()) {
      expect((await read(newer.arn, "0000")).map(({ entry: { seq, type } }) => [seq, type])).toEqual([[1, "newer"]]);
    }
  });

  test("goes on without a row under a number that no entry has", async () => {
    const parameter = stage(randomUUID());
    const rows = rowsOf(parameter, [point(parameter), note()]);
    await ledger().append(rows, sampleLive(parameter, 2));
    const [last] = rows.slice(-1);
    const strays = rowsOf(parameter, [note()], { after: last }).flatMap((row) =>
      [9e14, 9e15].map((seq) => ({ ...row, entry: { ...row.entry, seq } })),
    );
    for (const stray of strays) await ledger().append([stray], sampleLive(parameter, 2));
    await appended(parameter, rowsOf(parameter, [note({ type: "deleted" })], { after: last }));
    for (const read of readers()) {
      expect((await read(parameter.arn, "0000")).map(({ entry: { seq, type } }) => [seq, type])).toEqual([
        [1, "created"],
        [2, "restore-refused"],
        [3, "deleted"],
        [9e14, "stray"],
        [9e15, "stray"],
      ]);
    }
  });

  test("tells of a damaged entry that it is one, and reads on", async () => {
    const parameter = stage(randomUUID());
    const [first, second, third] = rowsOf(parameter, [point(parameter), note(), note()]);
    if (!first || !second || !third) throw new Error("no rows");
    const stored = [first, reworded(second, (text) => text.slice(1)), third];
    await ledger().append(stored, sampleLive(parameter, 3));
    for (const read of readers()) {
      const rows = await read(parameter.arn, "0000");
      expect(rows.map(({ entry: { seq, type } }) => [seq, type])).toEqual([
        [1, "created"],
        [2, "damaged"],
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
    const damaged = old.map((row, n) => (n < 200 ? row : reworded(row, () => "{}")));
    await appended(parameter, damaged);
    expectSuffix(await ledger().recent(parameter.arn, "2026-11-22T12:00:00.000Z"), { last: 250, from: 1 });
  });
}

/** The row with another body; under a hash that fits it, where the `previous` one is told. */
export function reworded(
  row: LedgerRow | undefined,
  change: (body: string) => string,
  { previous, parse = false }: { previous?: string | undefined; parse?: boolean } = {},
): LedgerRow {
  if (!row) throw new Error("no row");
  const body = change(row.body);
  const hash = previous === undefined ? row.hash : chainHash(previous, body);
  return { ...row, body, hash, entry: parse ? JSON.parse(body) : row.entry };
}

/** The newest rows without a gap, oldest first, from `from` or before to the last; no ciphertext. */
function expectSuffix(tail: LedgerRow[], { last, from }: { last: number; from: number }): void {
  const seqs = tail.map(({ entry }) => entry.seq);
  const [oldest = last] = seqs;
  expect(oldest).toBeLessThanOrEqual(from);
  expect(seqs).toEqual(Array.from({ length: last - oldest + 1 }, (_, n) => oldest + n));
  expect(tail.every(({ sealed }) => sealed === null)).toBe(true);
}
