import { counted } from "../../../../vault/counted.ts";
import { html, type Markup } from "../markup.ts";
import { breakable } from "../parts/breakable.ts";
import { PROOFS } from "../parts/person.ts";
import { table } from "../parts/table.ts";
import { ACTS, type Act, type Person } from "../people.ts";
import type { Report } from "../report.ts";

const HEADS: Record<Act, string> = {
  wrote: "Wrote",
  missed: "Missed",
  deleted: "Deleted",
  restored: "Restored",
  refused: "Refused",
  revealed: "Revealed",
  calls: "Other calls",
  failed: "Failed calls",
};

/** Who did what how often, with the whole ARN of each. */
export function peopleTable({ people }: Report): Markup {
  const all = people.rows;
  if (all.length === 0)
    return html`<section id="people"><h2>Who did what</h2><p>Nobody did anything in this period.</p></section>`;
  // What nobody did needs no column.
  const acts = ACTS.filter((act) => all.some((person) => person.acts[act] > 0));
  const columns = [
    { head: "User or role" },
    { head: "Known from" },
    ...acts.map((act) => ({ head: HEADS[act], align: "number" as const })),
  ];
  const rows = all.map((person) => ({
    id: person.anchor,
    cells: [named(person), knownFrom(person), ...acts.map((act) => person.acts[act] || "")],
  }));
  return html`<section id="people">
<h2>Who did what</h2>
${table("How often each user or role did what in this period", columns, rows)}
<p class="aside">“Wrote” and “deleted” are changes of a passphrase. A restore writes too: the value is written by the
vault, and asked for by the one it was “restored” by, as stated.</p>
</section>`;
}

function named({ arn, short, sessions }: Person): Markup {
  if (arn === null) return html`${short}`;
  const all = sessions > 1;
  return html`${breakable(short)}${all && `, ${counted(sessions, "session")}`} <small>${breakable(all ? `${arn}/*` : arn)}</small>`;
}

/** All that ever told of them, in the same order for everyone. */
function knownFrom({ proofs }: Person): string {
  const told = Object.entries(PROOFS).filter(([proof]) => proofs.has(proof as keyof typeof PROOFS));
  return told.map(([, word]) => word).join(", ");
}
