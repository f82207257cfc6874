import type { Context } from "../cli/context.ts";
import { StatusResponse } from "../vault/api.ts";
import { VaultError } from "../vault/errors.ts";
import { type HealthCause, isRepairedByDeploy, knownHealthCauses } from "../vault/health/cause.ts";
import { healthText } from "../vault/health/cause-text.ts";

/**
 * What of a standing stack is missing or was changed outside CloudFormation, as `status` sees it. Only a deploy that
 * reverts drift puts it back: for an unchanged template CloudFormation looks at nothing.
 * @returns in words; none if all is there, or if that cannot be told
 */
export async function toRepair(context: Pick<Context, "ask" | "options">): Promise<string[]> {
  try {
    const { checks } = await context.ask("query", { op: "status" }, StatusResponse);
    // What is only worth knowing is no reason to undo what else was changed.
    const failed = checks.filter(({ advisory }) => !advisory);
    const causes: HealthCause[] = failed.flatMap((check) => knownHealthCauses(check.causes));
    return [...new Set(causes.filter(isRepairedByDeploy).map(healthText))];
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    const query = `the function ${context.options.vault}-query`;
    if (error.code === "NoVault") return [`${query} is missing`];
    // It is there and does not work: without its role, for instance, it cannot even begin.
    return error.code === "Unexpected" ? [`${query} does not answer: ${error.message}`] : [];
  }
}
