import type { Verdict } from "../api.ts";
import type { LedgerRow } from "../ledger/ledger.ts";

/** The verdict the ledger tells of last; before any, `unproven`. */
export function knownVerdict(rows: readonly LedgerRow[]): Verdict {
  const last = rows.findLast(({ entry }) => entry.type === "verdict-changed");
  // The detail is verify's own, read back from the ledger, whose chain vouches for it.
  return (last?.entry.detail.to as Verdict | undefined) ?? "unproven";
}

/** The last verdict that was not `unproven`, or null. */
export function lastProved(rows: readonly LedgerRow[]): Verdict | null {
  const last = rows.findLast(({ entry }) => entry.type === "verdict-changed" && entry.detail.to !== "unproven");
  return (last?.entry.detail.to as Verdict | undefined) ?? null;
}
