import { type Opens, type ParameterSummary, type RecoveryPointSummary, UNTESTED } from "../api.ts";
import type { Entry } from "../ledger/ledger.ts";
import type { LiveRow } from "../status/live-row.ts";
import { isStale, type ProofRow } from "../status/proof-row.ts";
import { newestFirst } from "./newest-first.ts";

/** A protected parameter as the API shows it, with the verdict of its last restore test; before any, `unproven`. */
export function parameterSummary(row: LiveRow, proof: ProofRow | null): ParameterSummary {
  const { account, region, app, stage, name, live, recoveryPoints, latest } = row;
  return {
    account,
    region,
    app,
    stage,
    name,
    live,
    recoveryPoints,
    latest,
    verdict: proof?.verdict ?? "unproven",
    ...(proof && isStale(proof, row) && { stale: true }),
    ...(proof && { provedAt: proof.at }),
    entries: row.seq,
  };
}

/** The recovery point an entry carries as the API shows it, or null. `livePoint` is the id of the live value's. */
function recoveryPointSummary(
  entry: Entry,
  livePoint: string | null,
  opens: Record<string, Opens>,
): RecoveryPointSummary | null {
  const point = entry.recoveryPoint;
  if (!point) return null;
  return {
    id: point.id,
    life: point.life,
    createdAt: point.createdAt,
    createdBy: point.createdBy,
    capturedAt: entry.recordedAt,
    source: point.source,
    parameterVersion: point.version,
    live: point.id === livePoint,
    opens: opens[point.id] ?? UNTESTED,
  };
}

/** The recovery points of some entries, newest first by their own time. */
export function recoveryPointSummaries(
  entries: readonly Entry[],
  livePoint: string | null,
  opens: Record<string, Opens>,
): RecoveryPointSummary[] {
  return entries
    .map((entry) => recoveryPointSummary(entry, livePoint, opens))
    .filter((summary) => summary !== null)
    .sort(newestFirst);
}
