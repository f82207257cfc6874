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

/** From the first day to the last; the last alone where the first is none, or after it, as an entry may claim. */
function* days(from: string, until: string): Generator<string> {
  const [first, last] = [midnight(from), midnight(until)];
  const start = Number.isNaN(first) ? last : Math.min(first, last);
  for (let time = start; time <= last; time += DAY_MS) {
    yield new Date(time).toISOString().slice(0, "2026-11-23".length);
  }
}

function midnight(time: string): number {
  return Date.parse(`${time.slice(0, "2026-11-23".length)}T00:00:00Z`);
}
