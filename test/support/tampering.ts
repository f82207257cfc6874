import { checkReport, ledgerCheck } from "../../lib/vault/audit/ledger-check.ts";
import type { ChainRow, CheckReport } from "../../lib/vault/audit-api.ts";
import { chainHash, chainStart, type LedgerRow } from "../../lib/vault/ledger/ledger.ts";
import { filing } from "../../lib/vault/ledger/placement.ts";
import type { ProtectedParameter } from "../../lib/vault/parameter.ts";
import { note, point, rowsOf } from "./ledger-samples.ts";
import { HOME } from "./memory/memory-vault.ts";

/** What a ledger's table holds of a parameter with so many entries. */
export function chainOf(parameter: ProtectedParameter, entries: number): ChainRow[] {
  const drafts = Array.from({ length: entries }, (_, n) => {
    const time = new Date(Date.parse("2026-10-30T00:00:00.000Z") + n * 86_400_000).toISOString();
    return n % 3 === 0 ? point(parameter, { version: n + 1, createdAt: time }) : note({ time });
  });
  return rowsOf(parameter, drafts).map((row) => stored(parameter, row));
}

/** An entry as the table holds it. */
export function stored({ arn }: ProtectedParameter, { entry, body, hash }: LedgerRow): ChainRow {
  return { parameter: arn, seq: entry.seq, body, hash, ...filing(entry) };
}

/** The body with something else in it. */
export function edited(row: ChainRow, changes: object): ChainRow {
  return { ...row, body: JSON.stringify({ ...JSON.parse(row.body), ...changes }) };
}

/** The rows with their hashes made anew from that number on: what somebody does who knows how they are made. */
export function rehashed(rows: readonly ChainRow[], from: number): ChainRow[] {
  let previous = chainStart(rows[0]?.parameter ?? "");
  return rows.map((row) => {
    const hash = row.seq < from ? row.hash : chainHash(previous, row.body);
    previous = hash;
    return { ...row, hash };
  });
}

export const CHECKED_AT = "2026-11-22T12:00:00.000Z";

/** What a check of these rows finds. */
export function check(
  rows: readonly ChainRow[],
  { known = {}, earlier = null }: { known?: Record<string, number>; earlier?: CheckReport | null } = {},
): CheckReport {
  const walk = ledgerCheck(HOME, { known: new Map(Object.entries(known)), earlier });
  walk.take(rows);
  return checkReport(HOME, CHECKED_AT, walk.chains().values(), earlier);
}
