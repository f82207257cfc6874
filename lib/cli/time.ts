import { VaultError } from "../vault/errors.ts";
import { isMoment } from "../vault/moment.ts";
import { quoted } from "../vault/plain.ts";
import { utc } from "./render/when.ts";

const ISO =
  /^(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?)? ?(?:(Z)|([+-])(\d\d):?(\d\d))?$/i;
const AGO = /^(\d{1,9}) ?([smhdw])(?: ?ago)?$/;
const SECONDS: Record<string, number> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };

/**
 * Which moment a time means that is given in whole days, minutes or seconds. `at`: as printed by this CLI, so all
 * of a second, but the start of a day. `since` and `until`: all of it, from its first to its last millisecond.
 */
type Edge = "at" | "since" | "until";

/** A time that AWS told may be ahead of this machine's clock. */
const CLOCKS_APART_MS = 5 * 60_000;

/**
 * A time as people give it: ISO 8601, as recovery-point ids write it too, UTC where it names no zone; or how
 * long ago, as `30m`, `2h`, `7d`. Gives back ISO 8601 UTC with milliseconds. Only an end may be yet to come.
 * @throws VaultError `BadRequest`
 */
export function parseTime(text: string, now: Date, edge: Edge = "at"): string {
  const read = (as: Edge) => ago(text, now) ?? iso(text, as) ?? -1;
  const [start, time] = [read("since"), read(edge)];
  if (time < 0 || !isMoment(new Date(time).toISOString())) {
    throw wrong(
      `${quoted(text)} is not a time`,
      "give ISO 8601, which is UTC unless it names a zone (2026-11-22T01:49:46, 2026-11-22), or 30m, 2h, 7d ago",
    );
  }
  if (edge !== "until" && start > now.getTime() + CLOCKS_APART_MS) {
    throw wrong(
      `${quoted(text)} is yet to come: it is ${utc(now.toISOString())} UTC now`,
      "give a time that has passed, which is UTC unless it names a zone (2026-11-22T01:49:46+02:00)",
    );
  }
  return new Date(time).toISOString();
}

function wrong(message: string, hint: string): VaultError {
  return new VaultError("BadRequest", message, hint);
}

function ago(text: string, now: Date): number | null {
  const [, amount, unit = ""] = AGO.exec(text.trim()) ?? [];
  const seconds = SECONDS[unit];
  return amount === undefined || seconds === undefined ? null : now.getTime() - Number(amount) * seconds * 1_000;
}

function iso(text: string, edge: Edge): number | null {
  const match = ISO.exec(text.trim());
  if (!match) return null;
  const [, year, month, day, hour, minute = "00", second = "00", fraction = "000", , sign, hours, minutes] = match;
  const milliseconds = fraction.padEnd(3, "0").slice(0, 3);
  const written = `${year}-${month}-${day}T${hour ?? "00"}:${minute}:${second}.${milliseconds}Z`;
  const time = Date.parse(written);
  // Date.parse takes the 31st of any month for the 1st of the next.
  if (Number.isNaN(time) || new Date(time).toISOString() !== written) return null;
  const offset = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
  const start = sign === "-" ? time + offset : time - offset;
  return start + lastMillisecond(match, edge);
}

/** How far the moment that is meant lies behind the start of what was given. */
function lastMillisecond([, , , , hour, , second, fraction]: RegExpExecArray, edge: Edge): number {
  if (edge === "since" || fraction !== undefined) return 0;
  if (second !== undefined) return 999;
  if (edge === "at") return 0;
  return (hour === undefined ? 86_400_000 : 60_000) - 1;
}
