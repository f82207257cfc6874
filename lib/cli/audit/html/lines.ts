import type { AuditEvent } from "../../../vault/audit-api.ts";
import { detailText } from "../detail-text.ts";

/** One line of a timeline: an entry, with the CloudTrail call that explains it, which is no line of its own then. */
export interface Line {
  /** Where the page tells of it. */
  anchor: string;
  event: AuditEvent;
  call: AuditEvent | null;
}

/** The lines that tell a stage's entries, in their order. A call whose change is not among them stands for itself. */
export function linesOf(events: readonly AuditEvent[], stage: number): Line[] {
  const calls = new Map(events.filter(({ type }) => type === "api-call").map((call) => [call.id, call]));
  const callOf = ({ detail }: AuditEvent) => calls.get(detailText(detail, "explainedBy") ?? "") ?? null;
  const folded = new Set(events.map((event) => callOf(event)?.id));
  return events
    .filter(({ id }) => !folded.has(id))
    .map((event, index) => ({ anchor: `entry-${stage}-${index + 1}`, event, call: callOf(event) }));
}

/** Whether a line tells of a change of a passphrase: written or deleted. */
export function isChange({ event: { type } }: Line): boolean {
  return type === "created" || type === "updated" || type === "deleted";
}
