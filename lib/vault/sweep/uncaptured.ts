import type { ListedParameter } from "../ports.ts";
import type { LiveRow } from "../status/live-row.ts";
import type { SweepRow } from "../status/sweep-row.ts";

/** What Parameter Store lists and the vault has not captured: since when sweeps find it so. */
export type Uncaptured = NonNullable<SweepRow["uncaptured"]>[number];

/** By then a change is captured, even one of thousands at a first deploy, or a dead letter. */
const LATE_MS = 30 * 60 * 1000;
/** So many fit the sweep's row, however long their names; more of them say nothing more. */
const KEPT = 300;

/** Whether the vault has not seen what is listed: not at all, as deleted only, or in another version. */
export function isUncaptured(listed: ListedParameter, row: LiveRow | undefined): boolean {
  return !row?.live || row.version !== listed.version || row.createdAt !== listed.createdAt;
}

/**
 * What a sweep found, each since the first sweep that found it so.
 * @param rows as they were read when the sweep began
 */
export function stillUncaptured(
  found: readonly ListedParameter[],
  before: readonly Uncaptured[],
  rows: readonly LiveRow[],
  at: string,
): Uncaptured[] {
  // One that was captured since, and changed again a moment ago, is a new one.
  const since = new Map(missing(before, rows).map((one) => [one.name, one.since]));
  const all = found.map(({ name, createdAt }) => ({ name, createdAt, since: since.get(name) ?? at }));
  return all.sort((a, b) => Date.parse(a.since) - Date.parse(b.since)).slice(0, KEPT);
}

/** Those that should have been captured long before that sweep, and by these rows are not to this day. */
export function overdue(
  { at, uncaptured = [] }: Pick<SweepRow, "at" | "uncaptured">,
  rows: readonly LiveRow[],
): Uncaptured[] {
  const late = uncaptured.filter(({ since }) => Date.parse(at) - Date.parse(since) >= LATE_MS);
  return missing(late, rows);
}

/** What the sweep found and by these rows is not captured to this day. */
export function pending({ uncaptured = [] }: Pick<SweepRow, "uncaptured">, rows: readonly LiveRow[]): Uncaptured[] {
  return missing(uncaptured, rows);
}

function missing(all: readonly Uncaptured[], rows: readonly LiveRow[]): Uncaptured[] {
  const rowOf = new Map(rows.map((row) => [row.name, row]));
  return all.filter(({ name, createdAt }) => {
    const row = rowOf.get(name);
    return !row?.live || Date.parse(row.createdAt ?? "") < Date.parse(createdAt);
  });
}
