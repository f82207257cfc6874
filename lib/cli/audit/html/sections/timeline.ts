import { counted } from "../../../../vault/counted.ts";
import type { Line } from "../lines.ts";
import { html, type Markup } from "../markup.ts";
import { lateNote, moment } from "../parts/moment.ts";
import { author } from "../parts/person.ts";
import { callFacts, kindOf, telling } from "../parts/telling.ts";
import { verdictMark } from "../parts/verdict-mark.ts";
import type { Report } from "../report.ts";
import type { Stage } from "../stages.ts";

/** With more entries than this on the page, the timelines start closed, so that the list of stages is in sight. */
const OPEN_UP_TO = 120;

/** What happened, stage by stage, oldest first. */
export function timeline(report: Report): Markup {
  const { stages, input, lines } = report;
  const told = stages.filter((stage) => stage.lines.length > 0);
  const quiet = stages.filter((stage) => stage.lines.length === 0);
  const open = input.events.length <= OPEN_UP_TO || told.length === 1;
  const folded = input.events.length - lines.length;
  return html`<section id="timeline">
<h2>What happened</h2>
<p>${counted(input.events.length, "entry", "entries")} of the ledger, oldest first.${
    folded > 0 &&
    ` Of these, ${counted(folded, "is a call", "are calls")} that CloudTrail told of, shown in the line of the change it explains.`
  }</p>
${told.map((stage) => ofStage(stage, report, open))}
${
  quiet.length > 0 &&
  html`<p>In this period nothing happened to ${quiet.map(
    ({ label, anchors }, index) => html`${index > 0 && ", "}<a href="#${anchors.row}">${label}</a>`,
  )}.</p>`
}
<p class="unless-opened">This browser prints only the timelines that are open.</p>
</section>`;
}

function ofStage({ anchors, label, name, parameter, lines, entries }: Stage, report: Report, open: boolean): Markup {
  const months = Map.groupBy(lines, ({ event }) => event.time.slice(0, 7));
  return html`<details id="${anchors.timeline}"${open && html` open`}>
<summary><h3>${label}</h3> ${parameter && verdictMark(parameter.verdict, parameter.stale)} <small>${counted(entries, "entry", "entries")}, <span class="whole">last ${moment(lines.at(-1)?.event.time ?? "")}</span></small></summary>
<table class="timeline">
<caption><code>${name}</code></caption>
<thead><tr><th scope="col">Time</th><th scope="col">What</th><th scope="col">Who</th><th scope="col">Details <small class="of">${label}</small></th></tr></thead>
${[...months].map(
  ([month, all]) => html`<tbody>
${
  months.size > 1 &&
  html`<tr class="month"><th scope="rowgroup" colspan="4">${month} <small>${counted(all.length, "line")}</small></th></tr>
`
}${all.map((line) => row(line, report))}</tbody>
`,
)}</table>
</details>
`;
}

function row({ anchor, event, call }: Line, report: Report): Markup {
  const { word, tone } = kindOf(event);
  const { ask } = event.detail;
  return html`<tr id="${anchor}"><td>${moment(event.time)}${lateNote(event)}<td><b class="mark ${tone}">${word}</b><td>${author(event, report)}<td>${telling(event)}${
    call && html` <small>${callFacts(call.detail)}</small>`
  }${typeof ask === "string" && html` <small>Who did it? This asks CloudTrail: <code class="command">${ask}</code></small>`}
`;
}
