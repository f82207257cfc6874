import type { AuditEvent } from "../../../../vault/audit-api.ts";
import { utc } from "../../../render/when.ts";
import { lateBy } from "../../late.ts";
import { html, type Markup } from "../markup.ts";

/** A moment to the second, in UTC as everywhere on the page. */
export function moment(time: string): Markup {
  return html`<time datetime="${time}">${utc(time)}</time>`;
}

/** When an entry was written down, where that was long after it happened; else nothing. */
export function lateNote(event: Pick<AuditEvent, "time" | "recordedAt">): Markup | null {
  const late = lateBy(event);
  return late === null ? null : html`<small>written down ${late} later, ${moment(event.recordedAt)}</small>`;
}
