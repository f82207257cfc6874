import type { AuditEvent } from "../../vault/audit-api.ts";
import { age } from "../render/when.ts";

/** A capture takes seconds. What is written down later was found, or told by a trail, in retrospect. */
const LATE_MS = 5 * 60_000;

/** How long after it happened an entry was written down, where that was late; else null. */
export function lateBy({ time, recordedAt }: Pick<AuditEvent, "time" | "recordedAt">): string | null {
  const late = Date.parse(recordedAt) - Date.parse(time) > LATE_MS;
  return late ? age(time, new Date(recordedAt)) : null;
}
