import type { Verdict } from "../../../../vault/api.ts";
import { counted } from "../../../../vault/counted.ts";
import { isChange } from "../lines.ts";
import { html, type Markup } from "../markup.ts";
import { listed } from "../parts/listed.ts";
import { moment } from "../parts/moment.ts";
import type { Report } from "../report.ts";
import { isBrokenStage, labelOf, type Stage } from "../stages.ts";
import { activity } from "./activity.ts";
import { answer, links } from "./answer.ts";
import { oddities } from "./oddities.ts";

/** Broken stages are named, as long as the line stays one that is read. */
const MOST_BROKEN = 12;

/** The answers first; all that follows on the page is what they rest on. */
export function summary(report: Report): Markup {
  return html`<section id="summary">
<h2>In short</h2>
<ul class="answers">
${coverage(report)}${broken(report)}${unproven(report)}${integrity(report)}${changes(report)}${authors(report)}${oddities(report)}</ul>
${activity(report)}
</section>`;
}

function coverage({ input: { parameters } }: Report): Markup {
  if (parameters.length === 0) return answer("note", "No stage is protected yet.");
  // A stage of which no value was kept is not protected, whatever else is known of it.
  const kept = parameters.filter(({ recoveryPoints }) => recoveryPoints > 0);
  const empty = parameters.length - kept.length;
  const deleted = kept.filter(({ live }) => !live).length;
  const points = parameters.reduce((sum, { recoveryPoints }) => sum + recoveryPoints, 0);
  return answer(
    "good",
    `${counted(kept.length, "stage is", "stages are")} protected.`,
    `${counted(points, "recovery point")} kept.`,
    deleted > 0
      ? `${counted(deleted, "passphrase is", "passphrases are")} deleted from Parameter Store, and kept here.`
      : null,
    empty > 0 ? `Of ${counted(empty, "other")} no value could be kept.` : null,
  );
}

function broken({ stages }: Report): Markup | null {
  const found = stages.filter(isBrokenStage);
  const others = stages.filter((stage) => !isBrokenStage(stage)).flatMap(({ parameter }) => parameter?.verdict ?? []);
  if (found.length === 0) {
    return others.length > 0 ? answer("good", "None is broken.", tally("Verdicts", others)) : null;
  }
  const places = found.map((stage) => place(stage, ` (${stage.parameter?.verdict})`));
  const headline = `${counted(found.length, "is", "are")} broken:`;
  return answer("bad", headline, html`${links(places, MOST_BROKEN)}.`, tally("The others", others));
}

/** Nobody knows of these whether they are broken: silence would pass for a proof. */
function unproven({ stages }: Report): Markup | null {
  const found = stages.filter(({ parameter }) => parameter?.verdict === "unproven");
  if (found.length === 0) return null;
  return answer(
    "note",
    `${counted(found.length, "is", "are")} unproven:`,
    html`${links(found.map((stage) => place(stage)))}.`,
  );
}

function place({ anchors, label }: Stage, more = "") {
  return { anchor: anchors.row, text: `${label}${more}` };
}

/** How many stages have which verdict. */
function tally(whose: string, verdicts: Verdict[]): string | null {
  const groups = [...Map.groupBy(verdicts, (verdict) => verdict)].map(([verdict, all]) => `${all.length} ${verdict}`);
  return groups.length > 0 ? `${whose}: ${listed(groups)}.` : null;
}

function integrity({ input: { check } }: Report): Markup {
  const walked = `${counted(check.entries, "entry", "entries")} in ${counted(check.parameters, "chain")}`;
  const compared = check.comparedWith
    ? html`Held against the check of ${moment(check.comparedWith.checkedAt)}.`
    : html`<a href="#limits">Not held against an earlier check</a>.`;
  if (check.ok) return answer("good", "The record is whole.", `${walked} were checked, nothing was found.`, compared);
  const found = html`<a href="#integrity">${counted(check.findings.length, "finding")}</a> in ${walked}.`;
  return answer("bad", "The record is not whole:", found, compared);
}

function changes({ lines, people }: Report): Markup {
  const made = lines.filter(isChange);
  if (made.length === 0) return answer("open", "No passphrase was changed in this period.");
  const known = new Set(made.flatMap(({ event: { actor } }) => people.byArn.get(actor?.arn ?? "") ?? []));
  const deletions = made.filter(({ event }) => event.type === "deleted").length;
  const written = counted(made.length - deletions, "value written", "values written");
  return answer(
    "open",
    `${counted(made.length, "change")} by ${counted(known.size, "user or role", "users and roles")}.`,
    `${written}, ${counted(deletions, "deletion")}. `,
    html`<a href="#people">Who did what</a>.`,
  );
}

function authors({ lines }: Report): Markup | null {
  // What was missed was written by somebody too.
  const made = lines.filter((line) => isChange(line) || line.event.type === "capture-missed");
  const unknown = made.filter(({ event }) => event.actor === null);
  if (made.length === 0) return null;
  if (unknown.length === 0) return answer("good", "Every change has a known author.");
  const places = unknown.map(({ anchor, event }) => ({
    anchor,
    text: html`${labelOf(event)} ${event.type} ${moment(event.time)}`,
  }));
  return answer(
    "note",
    `${counted(unknown.length, "change has", "changes have")} no known author:`,
    html`${links(places)}.`,
  );
}
