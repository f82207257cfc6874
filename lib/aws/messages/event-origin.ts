import * as v from "valibot";
import type { Whereabouts } from "../../vault/parameter-arn.ts";
import { log } from "../log.ts";

/** What the envelope of every event says of where it came from (EventBridge user guide, event structure). */
export const ORIGIN = { account: v.string(), region: v.string() };
const Event = v.object(ORIGIN);

/**
 * Whether it is an event of another account or region. Organizations forward those to the default bus, and what
 * they tell is about parameters of the same names elsewhere: true of them, and not of ours.
 */
export function isFromElsewhere({ account, region }: Whereabouts, json: unknown): boolean {
  const event = v.safeParse(Event, json);
  if (!event.success || (event.output.account === account && event.output.region === region)) return false;
  log.info("an event of another account or region is passed over", event.output);
  return true;
}

/** AWS's clocks and this one are never so far apart. */
const AHEAD_MS = 15 * 60_000;

/**
 * The time an event tells as ISO 8601 with milliseconds; now, where it tells of a time to come. An entry of the
 * future would stand at the end of the trail for years, and be taken for the newest of what happened.
 */
export function timeTold(time: string, now: Date): string {
  if (Date.parse(time) <= now.getTime() + AHEAD_MS) return new Date(time).toISOString();
  log.info("an event that tells of a time to come is taken for one of now", { time });
  return now.toISOString();
}
