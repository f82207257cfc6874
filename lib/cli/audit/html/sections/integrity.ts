import { counted } from "../../../../vault/counted.ts";
import type { ReportInput } from "../../report-input.ts";
import { html, type Markup } from "../markup.ts";
import { moment } from "../parts/moment.ts";
import { table } from "../parts/table.ts";
import type { Report } from "../report.ts";

type Check = ReportInput["check"];

/** What walking the chains found, what that means, and the heads to hold a later check against. */
export function integrity({ input: { check }, stages }: Report): Markup {
  const places = new Map(stages.map(({ name, anchors }) => [name, anchors.row]));
  return html`<section id="integrity">
<h2>Integrity check</h2>
<p class="result ${check.ok ? "good" : "bad"}"><strong>${
    check.ok ? "The record is whole." : `The record is not whole: ${counted(check.findings.length, "finding")}.`
  }</strong> ${counted(check.entries, "entry", "entries")} in ${counted(check.parameters, "chain")}, walked from the first entry to
the last at ${moment(check.checkedAt)}. ${against(check)}</p>
${check.findings.length > 0 && findings(check, places)}
<p>The entries of each stage form a chain: every entry bears a fingerprint (SHA-256) of its own text and of the
fingerprint before it. Who changes, inserts or removes an entry makes every later fingerprint wrong. The check recomputes
all of them, outside the vault, from the text as it is stored.</p>
<details>
<summary><h3>Chain heads</h3> <small>number and fingerprint of each chain's last entry</small></summary>
<p>Copy these lines into a file, and keep it where nobody who can write to the vault's tables can reach it.
<code>npx sst-vault audit --check --heads FILE</code> then tells whether all that was there today is there still, unchanged.</p>
<pre>${headsFile(check)}</pre>
</details>
</section>`;
}

function against({ comparedWith }: Check): Markup {
  if (!comparedWith) {
    return html`It was not held against an earlier check, so that <a href="#limits">a cut or rewritten end</a> would not show.`;
  }
  const { checkedAt, parameters } = comparedWith;
  return html`It was held against the ${counted(parameters, "chain head")} of ${moment(checkedAt)}.`;
}

function findings({ findings: found }: Check, places: ReadonlyMap<string, string>): Markup {
  const columns = [{ head: "Parameter" }, { head: "Entry", align: "number" as const }, { head: "Problem" }];
  const rows = found.map(({ name, seq, problem }) => {
    const place = places.get(name);
    return { cells: [place === undefined ? html`${name}` : html`<a href="#${place}">${name}</a>`, seq, problem] };
  });
  return table("What the check found", columns, rows);
}

/** The report of the check as `--heads` reads it: JSON, a head a line. */
function headsFile({ heads, ...rest }: Check): Markup {
  const lines = Object.entries(heads).map(([name, head]) => `${JSON.stringify(name)}: ${JSON.stringify(head)}`);
  return html`${JSON.stringify(rest).slice(0, -1)}, "heads": {
${lines.map(
  (line, index) => html`${line}${index < lines.length - 1 && ","}
`,
)}}}`;
}
