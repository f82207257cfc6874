import type { AuditEvent } from "../audit-api.ts";
import { trailLookup } from "../notices/trail-lookup.ts";
import { APART_MS, apart, deletes, isOpen, link, match } from "./call-match.ts";

/** Where it was told when: so much around it is looked through. */
const AROUND_MS = 60_000;
/** Where nobody told when, and nothing is known of before. */
const BEFORE_MS = 24 * 3_600_000;

/** What is remembered of a parameter while its events go by. */
interface Course {
  /** The time of its last change: what comes after it happened later. */
  changed: string | null;
  /** The newest call of its life that deleted it, as far as it has no change yet. */
  call: AuditEvent | null;
}

/**
 * Joins each change with the call that made it, as a trail told of it: the change gets the call as `explainedBy`
 * and its caller as actor where it had none, the call gets the change as `explains`. A deletion that nothing
 * explains gets the command that asks AWS itself (`ask`).
 *
 * Takes events in the order of their time, and holds back those of the last seconds only. A deletion of which
 * nobody told when is explained by a call of any time before; where such a call has gone by, it is marked late.
 */
export async function* explained(
  events: AsyncIterable<AuditEvent> | Iterable<AuditEvent>,
  region: string,
): AsyncGenerator<AuditEvent> {
  const held: AuditEvent[] = [];
  const open = new Map<string, AuditEvent[]>();
  const courses = new Map<string, Course>();
  const release = (event: AuditEvent): AuditEvent => {
    const others = (open.get(event.name) ?? []).filter((other) => other !== event);
    const half = isOpen(event) ? match(event, others) : undefined;
    if (half) link(event, half);
    const left = others.filter((other) => other !== half);
    if (left.length > 0) open.set(event.name, left);
    else open.delete(event.name);
    const course = courses.get(event.name) ?? { changed: null, call: null };
    courses.set(event.name, course);
    followCourse(course, event, region);
    return event;
  };
  for await (const told of events) {
    const event = unmarked(told);
    held.push(event);
    if (isOpen(event)) open.set(event.name, [...(open.get(event.name) ?? []), event]);
    // An entry whose time is none, as only somebody past the vault can write it, neither waits nor pushes others out.
    for (let [first] = held; first && (!isDated(first) || goneBy(first, event)); [first] = held) {
      held.shift();
      yield release(first);
    }
  }
  for (const event of held) yield release(event);
}

/** Twice what a match may lie apart: what a match of the earlier one may match better lies as far behind that. */
function goneBy(earlier: AuditEvent, later: AuditEvent): boolean {
  return apart(earlier, later) > 2 * APART_MS;
}

function isDated({ time }: AuditEvent): boolean {
  return !Number.isNaN(Date.parse(time));
}

/** Without what this join says by itself: whoever could write it into the ledger would speak in its name. */
function unmarked(event: AuditEvent): AuditEvent {
  const { explains: _, explainedBy: __, ask: ___, ...detail } = event.detail;
  return { ...event, detail };
}

/** What an event means to the ones after it; and for a deletion the last chance to be explained. */
function followCourse(course: Course, event: AuditEvent, region: string): void {
  const { type, time, name, actor } = event;
  if (type === "created" || type === "updated") {
    // A life begins: what deleted the one before deletes no other. The trail tells whole seconds.
    if (type === "created" && course.call && course.call.time < toSecond(time)) course.call = null;
    course.changed = time;
  } else if (type === "api-call" && isOpen(event) && deletes(event)) {
    course.call = event;
  } else if (type === "deleted") {
    if (event.detail.observed === true && isOpen(event) && course.call) link(event, course.call);
    const span = event.detail.explainedBy === undefined && actor === null ? lookupSpan(event, course) : null;
    if (span) event.detail = { ...event.detail, ask: trailLookup({ region, name }, span) };
    Object.assign(course, { changed: time, call: null });
  }
}

/** From when to when to look, written anew: it becomes part of a command. Null where the time is none. */
function lookupSpan({ time, detail }: AuditEvent, { changed }: Course): { from: string; to: string } | null {
  const found = detail.observed === true;
  const to = shifted(time, found ? 0 : AROUND_MS);
  const known = found && changed !== null ? shifted(changed, 0) : null;
  const from = known ?? shifted(time, found ? -BEFORE_MS : -AROUND_MS);
  return from === null || to === null ? null : { from, to };
}

function toSecond(time: string): string {
  return time.slice(0, "YYYY-MM-DDTHH:MM:SS".length);
}

function shifted(time: string, milliseconds: number): string | null {
  const date = new Date(Date.parse(time) + milliseconds);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
