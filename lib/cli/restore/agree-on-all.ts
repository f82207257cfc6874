import type { ParameterSummary, RestoreResponse } from "../../vault/api.ts";
import { plain } from "../../vault/plain.ts";
import type { Context } from "../context.ts";
import { type EachDone, each } from "../each.ts";
import { confirmReplacements } from "./confirm-replacements.ts";
import { type Agreement, asPlanned, SAID_YES } from "./plan.ts";

/** A plan only reads, but proves, with seconds of full CPU. */
export const PLANNING = { doing: "planning", concurrency: 4 };

/** A parameter that may be restored, as far as somebody agreed to that. */
type Agreed = ParameterSummary & { agreement: Agreement };

/**
 * Those of several parameters that may be restored: all with `--yes`, else those whose plan was there to be
 * confirmed. The others are failures: nobody could see what would be replaced.
 * @throws VaultError `Refused` where nobody can be asked, or the answer is no
 */
export async function agreeOnAll(
  context: Context,
  parameters: readonly ParameterSummary[],
  plan: (parameter: ParameterSummary) => Promise<RestoreResponse>,
  withYes: string,
): Promise<EachDone<Agreed>> {
  if (context.options.yes) {
    return { results: parameters.map((parameter) => ({ ...parameter, agreement: SAID_YES })), failures: [] };
  }
  const planned = async (parameter: ParameterSummary) => ({ parameter, planned: await plan(parameter) });
  const { results, failures } = await each(context, parameters, PLANNING, planned);
  for (const { parameter, error } of failures) {
    context.io.err(`no plan of ${plain(parameter.name)}, which is left alone: ${plain(error.message)}\n`);
  }
  const plans = results.map((one) => one.planned);
  await confirmReplacements(context, plans, withYes);
  return { results: results.map((one) => ({ ...one.parameter, agreement: asPlanned(one.planned) })), failures };
}
