import type { RestoreRequest } from "../api.ts";
import { cliCommand } from "../commands.ts";
import { VaultError } from "../errors.ts";
import { type Entry, missedVersions, recoveryPoints } from "../ledger/ledger.ts";
import type { RecoveryPoint } from "../ledger/recovery-point.ts";
import type { ProtectedParameter } from "../parameter.ts";
import type { RestoreWarning } from "./cause.ts";

/** A recovery point to restore, and what must be said about it. */
export interface Choice {
  point: RecoveryPoint;
  warnings: RestoreWarning[];
}

/**
 * The recovery point a request names, by id or by time.
 * @throws VaultError `NotFound` where the vault holds no such recovery point
 */
export function namedPoint(
  parameter: ProtectedParameter,
  entries: readonly Entry[],
  request: Pick<RestoreRequest, "recoveryPoint" | "at">,
): Choice | null {
  if (request.recoveryPoint !== undefined) {
    const point = recoveryPoints(entries).find(({ id }) => id === request.recoveryPoint);
    if (point) return { point, warnings: [] };
    throw notFound(parameter, `"${parameter.name}" has no recovery point "${request.recoveryPoint}"`);
  }
  return request.at === undefined ? null : pointAt(parameter, entries, request.at);
}

/** The recovery point whose value was live at that time. */
function pointAt(parameter: ProtectedParameter, entries: readonly Entry[], at: string): Choice {
  const time = new Date(at).toISOString();
  const before = recoveryPoints(entries).filter(({ createdAt }) => createdAt <= time);
  const point = before.reduce<RecoveryPoint | null>((a, b) => (a && a.createdAt > b.createdAt ? a : b), null);
  if (!point) throw notFound(parameter, `the vault holds nothing of "${parameter.name}" from ${time} or before`);
  const ended = entries.find(({ type, life, time: t }) => type === "deleted" && life === point.life && t <= time);
  if (ended) throw notFound(parameter, `"${parameter.name}" did not exist at ${time}: it was deleted at ${ended.time}`);
  const missed = entries.some((entry) => mayHaveBeenLive(entry, point, time));
  return { point, warnings: missed ? [{ code: "missed-between", from: point.createdAt, to: time }] : [] };
}

/** Whether an entry tells of a value that was never kept and may have been live at that time, after the point's. */
function mayHaveBeenLive(entry: Entry, point: RecoveryPoint, time: string): boolean {
  if (entry.type !== "capture-missed") return false;
  const gap = missedVersions(entry);
  // A gap has the time of the version after it; what is missing in it began right after the version before.
  if (gap && gap.createdAt === null) return entry.life === point.life && gap.from === point.version + 1;
  return entry.time > point.createdAt && entry.time <= time;
}

function notFound(parameter: ProtectedParameter, message: string): VaultError {
  return new VaultError("NotFound", message, `${cliCommand("history", parameter.name)} shows what the vault holds`);
}
