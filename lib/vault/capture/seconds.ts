import type { Hint } from "./hint.ts";

/** Within so many seconds the times of events and versions, and old copies of the store, cannot be told apart. */
export const EVENT_SLACK_SECONDS = 5;

/** Events tell whole seconds, so times are compared by the second. */
export function second(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}

/** Clocks apart: how much earlier than the time of something what explains it may have been recorded. */
const CLOCKS_APART_MS = 5000;

/** Since when what explains something of that time can have been recorded. */
export function recordedSince(time: string): string {
  return new Date(Date.parse(time) - CLOCKS_APART_MS).toISOString();
}

export function later(a: string, b: string): string {
  return [a, b].sort()[1] ?? a;
}

/** Whether something of that time is what the hint was about: within a second, and given how late it may tell. */
export function explains(time: string, { kind, at, lateSeconds = 0 }: Hint): boolean {
  const after = second(at) - second(time);
  return kind !== "listed" && after >= -1 && after <= 1 + lateSeconds;
}

/** Whether the hint can be about that very time, given how late it may tell. */
export function mayBeOf(time: string, { at, lateSeconds = 0 }: Hint): boolean {
  const after = second(at) - second(time);
  return after >= 0 && after <= lateSeconds;
}
