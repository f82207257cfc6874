import type { Verdict } from "../api.ts";
import type { Entry, LedgerRow } from "../ledger/ledger.ts";

/** The verdict the ledger tells of last; before any, `unproven`. */
export function knownVerdict(rows: readonly LedgerRow[]): Verdict {
  const last = rows.findLast(({ entry }) => entry.type === "verdict-changed");
  // The detail is verify's own, read back from the ledger, whose chain vouches for it.
  return (last?.entry.detail.to as Verdict | undefined) ?? "unproven";
}

/** What leaves a value as it is. */
export const CHANGES_NOTHING: ReadonlySet<Entry["type"]> = new Set<Entry["type"]>([
  "verdict-changed",
  "api-call",
  "restore-refused",
  "revealed",
]);

/**
 * Whether a verdict was found last before the test could prove nothing for a while, and no value was changed since: then
 * it is the same incident.
 */
export function isRepeated(rows: readonly LedgerRow[], verdict: Verdict): boolean {
  const last = rows.findLastIndex(({ entry }) => entry.type === "verdict-changed" && entry.detail.to !== "unproven");
  return (
    rows[last]?.entry.detail.to === verdict && rows.slice(last).every(({ entry }) => CHANGES_NOTHING.has(entry.type))
  );
}
