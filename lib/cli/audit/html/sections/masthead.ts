import type { ReportInput } from "../../report-input.ts";
import { html, type Markup } from "../markup.ts";
import { moment } from "../parts/moment.ts";

/** The parts of the page by their anchors. */
const CONTENTS = {
  summary: "In short",
  coverage: "Coverage",
  people: "Who did what",
  timeline: "What happened",
  integrity: "Integrity check",
  limits: "What this proves",
  words: "Words",
};

/** What this is, of what, from when: for someone who has never heard of the vault. */
export function masthead(input: ReportInput): Markup {
  const { account, region, vault, version, createdAt } = input;
  return html`<header>
<p class="over">SST passphrase vault</p>
<h1>Audit report</h1>
<p class="lead">Who changed which <a href="#words">passphrase</a> of this AWS account, and when; whether each could be
given back today; and whether the record of it is whole.</p>
<dl class="facts">
<div><dt>Account</dt><dd>${account}</dd></div>
<div><dt>Region</dt><dd>${region}</dd></div>
<div><dt>Period</dt><dd>${period(input)}</dd></div>
<div><dt>Covers</dt><dd>${scope(input)}</dd></div>
<div><dt>Made</dt><dd>${moment(createdAt)}</dd></div>
<div><dt>By</dt><dd>${vault}, version ${version}</dd></div>
</dl>
<p class="aside">All times are UTC. The report holds no passphrase.</p>
<nav aria-label="Contents"><ul>
${Object.entries(CONTENTS).map(
  ([anchor, title]) => html`<li><a href="#${anchor}">${title}</a></li>
`,
)}</ul></nav>
</header>`;
}

function period({ filter: { since, until }, createdAt }: ReportInput): Markup {
  const from = since === null ? html`the vault's first entry` : moment(since);
  return html`${from} <span class="whole">to ${moment(until ?? createdAt)}</span>`;
}

function scope({ filter: { app, stage, name } }: ReportInput): Markup {
  if (name !== null) return html`the parameter <code>${name}</code>`;
  if (app === null) return html`every stage`;
  return stage === null ? html`every stage of the app ${app}` : html`the stage ${app}/${stage}`;
}
