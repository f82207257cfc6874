import type { AuditEvent } from "../audit-api.ts";
import { second } from "../capture/seconds.ts";

/** So far may the times of a change and of the call that made it lie apart: trail and events tell whole seconds. */
export const APART_MS = 2_000;

/** What a call does to a parameter. */
const CHANGES = new Map<unknown, readonly AuditEvent["type"][]>([
  ["PutParameter", ["created", "updated"]],
  ["DeleteParameter", ["deleted"]],
  ["DeleteParameters", ["deleted"]],
]);

/** Whether an event is a change or the call of one, and not joined yet. */
export function isOpen({ type, detail }: AuditEvent): boolean {
  if (type === "created" || type === "updated" || type === "deleted") return detail.explainedBy === undefined;
  return type === "api-call" && detail.failed !== true && detail.explains === undefined;
}

/**
 * The other half of a change and its call, if it is that in both directions: a call that lies nearer to another
 * change is that one's, and a person is not named for a deletion that somebody else made.
 */
export function match(event: AuditEvent, others: readonly AuditEvent[]): AuditEvent | undefined {
  const found = best(event, others);
  return found && best(found, [event, ...others]) === event ? found : undefined;
}

/**
 * Of the same version where both tell it, and nearest in time: by the second, which is all that a trail tells, so that
 * a call lies no nearer to the change of the second before. The earlier of two that are as near.
 */
function best(event: AuditEvent, others: readonly AuditEvent[]): AuditEvent | undefined {
  const distance = (other: AuditEvent) => Math.abs(second(event.time) - second(other.time));
  return others
    .filter((other) => Math.abs(apart(event, other)) <= APART_MS && belongTogether(event, other))
    .sort((a, b) => distance(a) - distance(b) || apart(b, a))[0];
}

function belongTogether(one: AuditEvent, other: AuditEvent): boolean {
  const [call, change] = one.type === "api-call" ? [one, other] : [other, one];
  if (call.type !== "api-call" || !CHANGES.get(call.detail.eventName)?.includes(change.type)) return false;
  const [made, has] = [versionOf(call), versionOf(change)];
  return made === undefined || has === undefined || made === has;
}

function versionOf({ type, detail }: AuditEvent): unknown {
  return type === "api-call" ? detail.version : detail.parameterVersion;
}

/** Has each of the two name the other; the change takes the caller for its actor where it had none. */
export function link(one: AuditEvent, other: AuditEvent): void {
  const [call, change] = one.type === "api-call" ? [one, other] : [other, one];
  call.detail = { ...call.detail, explains: change.id };
  change.detail = { ...change.detail, explainedBy: call.id };
  change.actor ??= call.actor && { arn: call.actor.arn, proof: "trail" };
}

/** Whether it is the call of a deletion. */
export function deletes({ detail }: AuditEvent): boolean {
  return CHANGES.get(detail.eventName)?.includes("deleted") ?? false;
}

/** How many milliseconds `later` is after `earlier`. */
export function apart(earlier: AuditEvent, later: AuditEvent): number {
  return Date.parse(later.time) - Date.parse(earlier.time);
}
