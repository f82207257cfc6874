import { type ParameterSummary, type RecoveryPointSummary, UNTESTED } from "./api.ts";
import type { Entry } from "./ledger.ts";
import type { LiveRow } from "./live-row.ts";

/** A protected parameter as the API shows it. */
export function parameterSummary(row: LiveRow): ParameterSummary {
  const { account, region, app, stage, name, live, recoveryPoints, latest } = row;
  return { account, region, app, stage, name, live, recoveryPoints, latest, verdict: "unproven" };
}

/** The recovery point an entry carries as the API shows it, or null. `livePoint` is the id of the live value's. */
function recoveryPointSummary(entry: Entry, livePoint: string | null): RecoveryPointSummary | null {
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
    opens: UNTESTED,
  };
}

/** The recovery points of some entries, newest first by their own time. */
export function recoveryPointSummaries(entries: readonly Entry[], livePoint: string | null): RecoveryPointSummary[] {
  return entries
    .map((entry) => recoveryPointSummary(entry, livePoint))
    .filter((summary) => summary !== null)
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.parameterVersion - a.parameterVersion);
}
