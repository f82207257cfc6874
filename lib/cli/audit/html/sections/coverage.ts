import { counted } from "../../../../vault/counted.ts";
import { STALE_LEGEND } from "../../../render/verdict.ts";
import { who } from "../../../render/who.ts";
import { isChange } from "../lines.ts";
import { html, type Markup } from "../markup.ts";
import { breakable } from "../parts/breakable.ts";
import { moment } from "../parts/moment.ts";
import { type Row, table } from "../parts/table.ts";
import { verdictMark } from "../parts/verdict-mark.ts";
import type { Report } from "../report.ts";
import type { Stage } from "../stages.ts";

const COLUMNS = [
  { head: "Stage" },
  { head: "Verdict" },
  { head: "Recovery points", align: "number" as const },
  { head: "Protected since" },
  { head: "Last change" },
  { head: "Last proof" },
];

/** Every stage there is, broken ones first: whether it is protected, since when, and when that was last proved. */
export function coverage({ stages, input }: Report): Markup {
  if (stages.length === 0)
    return html`<section id="coverage"><h2>Coverage</h2><p>The vault protects nothing yet.</p></section>`;
  const stale = stages.some(({ parameter }) => parameter?.stale);
  const caption = html`${counted(stages.length, "stage")}, as of ${moment(input.createdAt)}, broken ones first`;
  return html`<section id="coverage">
<h2>Coverage</h2>
${table(
  caption,
  COLUMNS,
  stages.map((stage) => row(stage, input.account)),
)}
${stale && html`<p class="aside">${STALE_LEGEND}.</p>`}
</section>`;
}

function row(stage: Stage, account: string): Row {
  const { anchors, label, name, lines, parameter } = stage;
  const named = html`<span title="${name}">${breakable(label)}</span>`;
  const linked = lines.length > 0 ? html`<a href="#${anchors.timeline}">${named}</a>` : named;
  if (!parameter) return { id: anchors.row, cells: [linked, "not listed", "", "", "", ""] };
  const { verdict, stale, recoveryPoints, protectedSince, provedAt } = parameter;
  return {
    id: anchors.row,
    cells: [
      linked,
      html`${verdictMark(verdict, stale)}${reason(stage)}`,
      recoveryPoints,
      protectedSince === null ? "not known" : moment(protectedSince),
      lastChange(stage, account),
      provedAt === undefined ? "not yet" : moment(provedAt),
    ],
  };
}

/** Why the verdict is what it is, where the period tells. */
function reason({ lines, parameter }: Stage): Markup | null {
  const last = lines.findLast(({ event }) => event.type === "verdict-changed")?.event.detail;
  if (parameter?.verdict === "ok" || last?.to !== parameter?.verdict || typeof last?.reason !== "string") return null;
  return html`<small>${last.reason}</small>`;
}

/** The latest that is known to have changed the passphrase, in the period or before it. */
function lastChange({ lines, parameter }: Stage, account: string): Markup | string {
  const event = lines.findLast(isChange)?.event;
  const latest = parameter?.latest;
  const told = event && event.time >= (latest?.createdAt ?? "") ? event : null;
  if (!told && !latest) return "none";
  const {
    time = "",
    what,
    arn = null,
  } = told
    ? { time: told.time, what: told.type, arn: told.actor?.arn }
    : { time: latest?.createdAt, what: "written", arn: latest?.createdBy };
  const since = parameter?.live === false && what !== "deleted" && ", deleted since";
  const by = html`<span${arn !== null && html` title="${arn}"`}>${breakable(who(arn, account))}</span>`;
  return html`${moment(time)} <small>${what} by ${by}${since}</small>`;
}
