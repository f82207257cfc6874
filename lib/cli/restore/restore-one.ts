import { type RestoreRequest, RestoreResponse } from "../../vault/api.ts";
import { isStillLive } from "../../vault/restored.ts";
import type { Context } from "../context.ts";
import { DONE, type ExitCode, REFUSED, UNEXPECTED } from "../exit-codes.ts";
import { printJson } from "../io.ts";
import { confirmReplacement } from "./confirm-replacement.ts";
import { type Agreement, asPlanned, SAID_YES } from "./plan.ts";
import { parseRestore, type RestoreOptions, restoreFunction } from "./request.ts";
import { retryCommand } from "./retry-command.ts";
import { showRestore } from "./show-restore.ts";
import { withCommands } from "./split-steps.ts";
import { untilDone } from "./until-done.ts";

/** Restores the parameter that the operands name, and shows how it went. */
export async function restoreOne(context: Context, operands: string[], options: RestoreOptions): Promise<ExitCode> {
  const request = parseRestore(operands, options, context.clock.now());
  const ask = (more: RestoreRequest) => context.ask(restoreFunction(options), { ...request, ...more }, RestoreResponse);
  // `2h ago` is another time by the time a command is copied.
  const settled = { ...options, ...(request.at !== undefined && { at: request.at }) };
  const retry = (...more: string[]) => retryCommand(context.options, operands, settled, more);
  const finish = async (answer: RestoreResponse): Promise<ExitCode> => {
    if (context.options.json) printJson(context.io, withCommands(context.options, answer));
    else await showRestore(context, answer, settled, retry);
    return exitCodeOfOutcome(answer);
  };
  if (options.dryRun) return finish(await ask({ dryRun: true }));

  // For the trail. Where AWS does not tell who we are, a stage is still given its passphrase back.
  const actor = (await context.callerArn()) ?? undefined;
  const agreedTo = async (plan: RestoreResponse): Promise<Agreement> => {
    await confirmReplacement(context, plan, retry("--yes"));
    return asPlanned(plan);
  };
  const agreement = context.options.yes ? SAID_YES : await agreedTo(await ask({ dryRun: true }));
  // One id however often we have to ask: the vault does it once and gives the same answer again.
  const requestId = context.newRequestId();
  return finish(await untilDone(context, () => ask({ requestId, ...(actor && { actor }), ...agreement })));
}

/** A stage is restored where the value is live: one that others have replaced since is not. */
export function exitCodeOfOutcome(answer: RestoreResponse): ExitCode {
  switch (answer.outcome) {
    case "restored":
      return isStillLive(answer.cause) ? DONE : UNEXPECTED;
    case "unchanged":
    case "planned":
      return DONE;
    case "refused":
      return REFUSED;
    case "waiting":
      return UNEXPECTED;
  }
}
