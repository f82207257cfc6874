import packageJson from "../../../package.json" with { type: "json" };
import type { EarlierReport } from "../../vault/audit/ledger-check.ts";
import type { Context } from "../context.ts";
import { checkChains } from "./check.ts";
import type { ReportInput } from "./report-input.ts";
import type { AuditRequest } from "./request.ts";
import { openTrail } from "./trail.ts";

/** All that a report tells: the state of every parameter, the trail, and a check of the chains it stands on. */
export async function gatherReport(
  context: Context,
  { scope, span }: AuditRequest,
  earlier: EarlierReport | null,
): Promise<ReportInput> {
  const { report, parameters, since } = await checkChains(context, scope, earlier);
  const { account, region, events } = await openTrail(context, { scope, span });
  const told: ReportInput["events"] = [];
  for await (const event of events) told.push(event);
  return {
    account,
    region,
    vault: context.options.vault,
    version: packageJson.version,
    createdAt: context.clock.now().toISOString(),
    filter: { app: null, stage: null, name: null, since: null, until: null, ...scope, ...span },
    parameters: parameters.map((parameter) => ({ ...parameter, protectedSince: since.get(parameter.name) ?? null })),
    events: told,
    check: report,
  };
}
