import { type ParameterSummary, type RestoreRequest, RestoreResponse } from "../../vault/api.ts";
import { plain } from "../../vault/plain.ts";
import type { Context } from "../context.ts";
import { type EachDone, each, failuresJson } from "../each.ts";
import { DONE, type ExitCode, REFUSED, UNEXPECTED } from "../exit-codes.ts";
import { printJson } from "../io.ts";
import { readParameters } from "../parameters.ts";
import { agreeOnAll, PLANNING } from "./agree-on-all.ts";
import { parseRestore, type RestoreOptions, restoreFunction } from "./request.ts";
import { exitCodeOfOutcome } from "./restore-one.ts";
import { retryCommand } from "./retry-command.ts";
import { showAll } from "./show-all.ts";
import { untilDone } from "./until-done.ts";

/** Writing many parameters at once, SSM throttles. */
const RESTORING = {
  doing: "restoring",
  concurrency: 1,
  told: ({ outcome, name }: RestoreResponse) => `${outcome} ${plain(name)}`,
};

/**
 * Restores every parameter whose verdict is `recoverable`, and shows how it went. One that fails stops no other;
 * one that cannot be planned is not restored, for nobody could see and confirm what would be replaced.
 */
export async function restoreAll(context: Context, operands: string[], options: RestoreOptions): Promise<ExitCode> {
  const request = parseRestore(operands, options, context.clock.now());
  const { account, region, parameters: all } = await readParameters(context);
  const parameters = all.filter(({ verdict }) => verdict === "recoverable");
  const ask = ({ name }: ParameterSummary, more: RestoreRequest) =>
    context.ask(restoreFunction(options), { ...request, name, onlyRecoverable: true, ...more }, RestoreResponse);
  const finish = (done: EachDone<RestoreResponse>): ExitCode => {
    if (context.options.json)
      printJson(context.io, { account, region, results: done.results, ...failuresJson(done.failures) });
    else showAll(context, done, { account, region }, options);
    return worst(done);
  };
  if (parameters.length === 0) return finish({ results: [], failures: [] });
  const plan = (parameter: ParameterSummary) => ask(parameter, { dryRun: true });
  if (options.dryRun) return finish(await each(context, parameters, PLANNING, plan));

  const actor = (await context.callerArn()) ?? undefined;
  const agreed = await agreeOnAll(context, parameters, plan, retryCommand(context.options, [], options, ["--yes"]));
  const { results, failures } = await each(context, agreed.results, RESTORING, ({ agreement, ...parameter }) => {
    const requestId = context.newRequestId();
    return untilDone(context, () => ask(parameter, { requestId, ...(actor && { actor }), ...agreement }));
  });
  return finish({ results, failures: [...agreed.failures, ...failures] });
}

function worst({ results, failures }: EachDone<RestoreResponse>): ExitCode {
  const codes = results.map(exitCodeOfOutcome);
  if (failures.length > 0 || codes.includes(UNEXPECTED)) return UNEXPECTED;
  return codes.includes(REFUSED) ? REFUSED : DONE;
}
