import { expect, test } from "vitest";
import { chainHash, chainStart, type LedgerRow } from "../../../../lib/vault/ledger/ledger.ts";
import { storedRows } from "../../../../lib/vault/ledger/stored-rows.ts";
import { note, point, rowsOf } from "../../../support/ledger-samples.ts";
import { stage } from "../../../support/memory/memory-vault.ts";

const parameter = stage("prod");
const { arn } = parameter;
const written = rowsOf(parameter, [point(parameter), note(), note(), note()]);

/** What is read of rows after somebody had their way with entry 2. */
function read(change: (row: LedgerRow, before: LedgerRow) => Partial<LedgerRow>, of = arn) {
  const rows = written.map((row, n, all) => (n === 1 && all[0] ? { ...row, ...change(row, all[0]) } : row));
  return storedRows(
    of,
    rows.map(({ entry: { seq }, ...row }) => ({ seq, ...row })),
  );
}

const edited = (body: string) => body.replace("a test", "another");
/** With its own hash made anew, so that it fits the row before. */
const relinked = (body: string, { hash }: LedgerRow) => ({ body, hash: chainHash(hash, body) });
const types = (rows: LedgerRow[]) => rows.map(({ entry: { type } }) => type);

test("entries that stand as they were written are read", () => {
  expect(read(() => ({}))).toEqual(written);
});

test.each<[string, (row: LedgerRow, before: LedgerRow) => Partial<LedgerRow>]>([
  ["was edited", ({ body }) => ({ body: edited(body) })],
  ["is no JSON", ({ body }) => ({ body: body.slice(1) })],
  ["is empty", () => ({ body: "" })],
  ["was edited to be of a newer vault", ({ body }) => ({ body: body.replace('"schema":1', '"schema":2') })],
  ["has another hash", () => ({ hash: "0".repeat(64) })],
  ["lacks a part, under a hash that fits", ({ body }, before) => relinked(body.replace('"life"', '"lives"'), before)],
  [
    "says another number, under a hash that fits",
    ({ body }, before) => relinked(body.replace('"seq":2', '"seq":7'), before),
  ],
])("one that %s is damaged, and tells nothing but its number", (_, change) => {
  const rows = read(change);
  expect(rows[1]?.entry).toMatchObject({ seq: 2, type: "damaged", recoveryPoint: null, detail: {} });
  expect(rows[3]).toEqual(written[3]);
});

test("the one behind it is damaged only where the hash it follows was made anew", () => {
  expect(types(read(({ body }) => ({ body: edited(body) })))).toEqual([
    "created",
    "damaged",
    "restore-refused",
    "restore-refused",
  ]);
  expect(types(read(() => ({ hash: "0".repeat(64) })))).toEqual([
    "created",
    "damaged",
    "restore-refused",
    "restore-refused",
  ]);
  const anew = read(({ body }, before) => relinked(edited(body), before));
  expect(types(anew)).toEqual(["created", "restore-refused", "damaged", "restore-refused"]);
});

test("what belongs to another parameter is damaged, all of it", () => {
  for (const other of [stage("dev").arn, arn.replace("/sst/", "/my/sst/")]) {
    expect(new Set(types(read(() => ({}), other)).slice(0, 1))).toEqual(new Set(["damaged"]));
  }
});

test("what stands behind a gap, or is the end of a ledger only, is read", () => {
  const stored = written.map(({ entry: { seq }, ...row }) => ({ seq, ...row }));
  expect(storedRows(arn, stored.slice(2))).toEqual(written.slice(2));
  expect(
    storedRows(
      arn,
      stored.filter(({ seq }) => seq !== 2),
    ),
  ).toEqual(written.filter((_, n) => n !== 1));
});

test("one of a newer vault is that, under a hash that fits", () => {
  const [first] = written;
  const body = (first?.body ?? "").replace('"schema":1', '"schema":2');
  const alone = { seq: 1, body, hash: chainHash(chainStart(arn), body), sealed: null };
  expect(storedRows(arn, [alone]).map(({ entry: { seq, type } }) => [seq, type])).toEqual([[1, "newer"]]);
});
