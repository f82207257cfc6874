import { age, utc } from "../../../render/when.ts";
import { html, type Markup } from "../markup.ts";

/** A moment to the second, in UTC as everywhere on the page. */
export function moment(time: string): Markup {
  return html`<time datetime="${time}">${utc(time)}</time>`;
}

/** A capture takes seconds, CloudTrail some minutes. What is written down later was found in retrospect. */
const LATE_MS = 15 * 60_000;

/** When an entry was written down, where that was long after it happened; else nothing. */
export function lateNote({ time, recordedAt }: { time: string; recordedAt: string }): Markup | null {
  if (!(Date.parse(recordedAt) - Date.parse(time) > LATE_MS)) return null;
  return html`<small>written down ${age(time, new Date(recordedAt))} later, ${moment(recordedAt)}</small>`;
}
