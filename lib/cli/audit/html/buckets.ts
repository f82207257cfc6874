import type { AuditEvent } from "../../../vault/audit-api.ts";

const DAY_MS = 86_400_000;
/** A bar narrower than some pixels cannot be seen: longer periods are told by month. */
const MOST_DAYS = 92;

/** How many passphrases were written and deleted on one day or in one month. */
export interface Bucket {
  /** `2026-11-23`, or `2026-11`. */
  label: string;
  written: number;
  deleted: number;
}

/** Changes by day, or by month where the period is long; the days on which nothing happened are there too. */
export function bucketsOf(changes: readonly AuditEvent[], from: string, until: string) {
  const daily = Date.parse(until) - Date.parse(from) <= MOST_DAYS * DAY_MS;
  const length = daily ? "2026-11-23".length : "2026-11".length;
  const told = Map.groupBy(changes, ({ time }) => time.slice(0, length));
  const labels = new Set([...days(from, until)].map((day) => day.slice(0, length)));
  const buckets = [...labels].map((label): Bucket => {
    const all = told.get(label) ?? [];
    const deleted = all.filter(({ type }) => type === "deleted").length;
    return { label, written: all.length - deleted, deleted };
  });
  return { unit: daily ? "day" : "month", buckets };
}

function* days(from: string, until: string): Generator<string> {
  const last = until.slice(0, 10);
  for (let time = Date.parse(`${from.slice(0, 10)}T00:00:00Z`); ; time += DAY_MS) {
    const day = Number.isNaN(time) ? last : new Date(time).toISOString().slice(0, 10);
    if (day > last) return;
    yield day;
    if (day === last) return;
  }
}
