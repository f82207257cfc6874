import type { RestoreResponse } from "../../vault/api.ts";
import { counted } from "../../vault/counted.ts";
import { plain } from "../../vault/plain.ts";
import type { Context } from "../context.ts";
import { heading } from "../render/heading.ts";
import { labelled } from "../render/labelled.ts";
import { proofText } from "../render/opens.ts";
import { NOT_KEPT, notAgreed, replacesLive } from "./plan.ts";

/**
 * Asks once before the live values of several parameters are replaced. What creates absent ones needs no word.
 * @throws VaultError `Refused` where nobody can be asked, or the answer is no
 */
export async function confirmReplacements(context: Context, plans: RestoreResponse[], withYes: string): Promise<void> {
  const { io } = context;
  const replacing = plans.filter((plan) => plan.outcome === "planned" && replacesLive(plan));
  const [first] = replacing;
  if (!first) return;
  const values = counted(replacing.length, "live value");
  if (!io.interactive) {
    const hint = `to go on without being asked: ${withYes}`;
    throw notAgreed(`${values} would be replaced, and nobody is here to confirm`, hint);
  }

  io.err(`${heading(first)}${values} would be replaced\n`);
  for (const { name, replaced, recoveryPoint, opens, warnings } of replacing) {
    io.err(`${plain(name)}\n${labelled("live", replaced ?? NOT_KEPT)}`);
    io.err(labelled("by", recoveryPoint ?? "") + labelled("opens", proofText(opens)));
    for (const warning of warnings) io.err(`warning: ${plain(warning)}\n`);
  }
  if (replacing.every(({ replaced }) => replaced !== null)) io.err("a copy of every live value is in the vault\n");
  if (!(await io.confirm(`Replace ${values}?`))) throw notAgreed("not confirmed", null);
}
