import type { RestoreResponse } from "../../vault/api.ts";
import { plain, quoted } from "../../vault/plain.ts";
import type { Context } from "../context.ts";
import { heading } from "../render/heading.ts";
import { labelled } from "../render/labelled.ts";
import { proofText } from "../render/opens.ts";
import { recoveryPointLines } from "../render/recovery-points.ts";
import { NOT_KEPT, notAgreed, replacesLive } from "./plan.ts";
import { pointsToShow } from "./points-to-show.ts";

/**
 * Asks before a live value is replaced. What creates an absent parameter replaces nothing and needs no word.
 * @throws VaultError `Refused` where nobody can be asked, or the answer is no
 */
export async function confirmReplacement(context: Context, plan: RestoreResponse, withYes: string): Promise<void> {
  if (plan.outcome !== "planned" || !replacesLive(plan)) return;
  const { io } = context;
  if (!io.interactive) {
    const hint = `to replace it without being asked: ${withYes}`;
    throw notAgreed(`${quoted(plan.name)} has a live value, and nobody is here to confirm`, hint);
  }

  const points = await pointsToShow(context, plan);
  io.err(heading(plan));
  io.err(`${plain(plan.name)} has a live value, which would be replaced\n`);
  if (plan.replaced === null) io.err(labelled("live", NOT_KEPT));
  else io.err(recoveryPointLines("live", plan.replaced, points, plan.account, context));
  if (plan.recoveryPoint) io.err(recoveryPointLines("by", plan.recoveryPoint, points, plan.account, context));
  io.err(labelled("opens", proofText(plan.opens)));
  for (const warning of plan.warnings) io.err(`warning: ${plain(warning)}\n`);
  if (plan.replaced !== null) io.err("a copy of the live value is in the vault\n");
  if (!(await io.confirm("Replace it?"))) throw notAgreed("not confirmed", null);
}
