import type { Passphrase } from "../sst/passphrase.ts";
import type { RestoreRequest } from "./api.ts";
import { VaultError } from "./errors.ts";
import type { Entry } from "./ledger.ts";
import type { ProtectedParameter } from "./parameter.ts";
import type { RecoveryPoint } from "./recovery-point.ts";

/** Which recovery point to restore, or why none is chosen. */
export type Choice = { point: RecoveryPoint; warnings: string[] } | { refused: string };

/** How many recovery points a default choice compares; beyond that one must be named. */
export const MAX_CANDIDATES = 200;

/**
 * The recovery point a request names, by id or by time.
 * @throws VaultError `NotFound` where the vault holds no such recovery point
 */
export function namedPoint(
  parameter: ProtectedParameter,
  entries: readonly Entry[],
  request: Pick<RestoreRequest, "recoveryPoint" | "at">,
): { point: RecoveryPoint; warnings: string[] } | null {
  if (request.recoveryPoint !== undefined) {
    const point = points(entries).find(({ id }) => id === request.recoveryPoint);
    if (point) return { point, warnings: [] };
    throw notFound(parameter, `"${parameter.name}" has no recovery point "${request.recoveryPoint}"`);
  }
  return request.at === undefined ? null : pointAt(parameter, entries, request.at);
}

/** The recovery point whose value was live at that time. */
function pointAt(parameter: ProtectedParameter, entries: readonly Entry[], at: string) {
  const time = new Date(at).toISOString();
  const before = points(entries).filter(({ createdAt }) => createdAt <= time);
  const point = before.reduce<RecoveryPoint | null>((a, b) => (a && a.createdAt > b.createdAt ? a : b), null);
  if (!point) throw notFound(parameter, `the vault holds nothing of "${parameter.name}" from ${time} or before`);
  const ended = entries.find(({ type, life, time: t }) => type === "deleted" && life === point.life && t <= time);
  if (ended) throw notFound(parameter, `"${parameter.name}" did not exist at ${time}: it was deleted at ${ended.time}`);
  const missed = entries.some(
    (entry) => entry.type === "capture-missed" && entry.time > point.createdAt && entry.time <= time,
  );
  const warning = `a version between ${point.createdAt} and ${time} was never captured: this one may not be the one live then`;
  return { point, warnings: missed ? [warning] : [] };
}

/**
 * The choice where the request names nothing: only where it cannot be wrong. `values` are those of all
 * recovery points, in the order of `points`; `live` tells whether the parameter is there.
 */
export function defaultChoice(points: readonly RecoveryPoint[], values: readonly Passphrase[], live: boolean): Choice {
  const [first] = values;
  const newest = points.reduce<RecoveryPoint | null>((a, b) => (a && a.createdAt > b.createdAt ? a : b), null);
  if (!newest) return { refused: "the vault holds no recovery point of it" };
  if (live || !first) {
    return { refused: "the parameter has a live value, and no recovery point was named to replace it" };
  }
  if (values.some((value) => !value.equals(first))) {
    return { refused: "its recovery points hold different values, and none was named" };
  }
  return { point: newest, warnings: [] };
}

/** The recovery points that entries carry, in ledger order. */
function points(entries: readonly Entry[]): RecoveryPoint[] {
  return entries.flatMap(({ recoveryPoint }) => recoveryPoint ?? []);
}

function notFound(parameter: ProtectedParameter, message: string): VaultError {
  return new VaultError("NotFound", message, `npx sst-vault history ${parameter.name} shows what the vault holds`);
}
