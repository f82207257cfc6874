import { Option } from "commander";
import * as v from "valibot";
import { RestoreRequest, RestoreResponse } from "../../vault/api.ts";
import { VaultError } from "../../vault/errors.ts";
import type { CliCommand } from "../command.ts";
import type { Context } from "../context.ts";
import { DONE, type ExitCode, REFUSED } from "../exit-codes.ts";
import { printJson } from "../io.ts";
import { confirmReplacement } from "../restore/confirm-replacement.ts";
import { retryCommand } from "../restore/retry-command.ts";
import { showRestore } from "../restore/show-restore.ts";
import { untilDone } from "../restore/until-done.ts";
import { parseTarget, TARGET_ARGUMENTS } from "../target.ts";
import { parseTime } from "../time.ts";

/** What commander makes of the options. */
export interface RestoreOptions {
  recoveryPoint?: string;
  at?: string;
  dryRun?: boolean;
  force?: boolean;
  reason?: string;
  tier?: string;
  keyId?: string;
}

export const restoreCommand: CliCommand = {
  name: "restore",
  summary: "give a parameter a value that the vault holds",
  description: [
    "Gives a parameter a value that the vault holds: that of the recovery point you name, else the one that opens the stage.",
    "Where none is certain it refuses, and shows which there are. A value that is replaced stays in the vault.",
    "The last line of the output is the command that undoes it.",
  ].join(" "),
  operands: TARGET_ARGUMENTS,
  options: (command) =>
    command
      .option("--recovery-point <id>", "this one, as history shows it")
      .option("--at <time>", "the one that was live then: ISO 8601 (UTC unless it names a zone), or 30m, 2h, 7d ago")
      .option("--dry-run", "only tell what would be done")
      .option("--force", "also what the vault cannot prove right; a right of its own")
      .option("--reason <text>", "why, for the audit trail")
      .addOption(new Option("--tier <tier>", "another tier than it had").choices(tiers()))
      .option("--key-id <key>", "another KMS key than it had"),
  examples: [
    ["restore my-app production --dry-run", "what would happen?"],
    ["restore my-app production", "bring a deleted passphrase back"],
    ["restore my-app production --at 2h", "as it was two hours ago"],
    ["restore my-app pr-17 --recovery-point 20261122T014946.123Z-3", "this very one, as history shows it"],
    [
      "restore my-app production --at 2026-11-22T01:00 --yes --json",
      "in a script: replaces a live value, asks nothing",
    ],
  ],
  run: runRestore,
};

async function runRestore(context: Context, operands: string[], options: RestoreOptions): Promise<ExitCode> {
  const request = parseRestore(operands, options, context.clock.now());
  const ask = (more: RestoreRequest) =>
    context.ask(options.force ? "restore:force" : "restore", { ...request, ...more }, RestoreResponse);
  // `2h ago` is another time by the time a command is copied.
  const settled = { ...options, ...(request.at !== undefined && { at: request.at }) };
  const retry = (...more: string[]) => retryCommand(context.options, operands, settled, more);
  if (options.dryRun) return finish(context, await ask({ dryRun: true }), retry, true);

  // For the trail. Where AWS does not tell who we are, a stage is still given its passphrase back.
  const actor = (await context.callerArn()) ?? undefined;
  if (!context.options.yes) await confirmReplacement(context, await ask({ dryRun: true }), retry("--yes"));
  // One id however often we have to ask: the vault does it once and gives the same answer again.
  const requestId = context.newRequestId();
  const answer = await untilDone(context, () => ask({ requestId, ...(actor && { actor }) }));
  return finish(context, answer, retry, false);
}

/**
 * The request that operands and options make.
 * @throws VaultError `BadRequest`
 */
function parseRestore(operands: string[], options: RestoreOptions, now: Date): RestoreRequest {
  const { recoveryPoint, at, force, reason, tier, keyId } = options;
  if (recoveryPoint !== undefined && at !== undefined) {
    throw new VaultError("BadRequest", "--recovery-point and --at exclude each other", "give one of the two");
  }
  const given = { recoveryPoint, at: at === undefined ? undefined : parseTime(at, now), force, reason, tier, keyId };
  const request = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const parsed = v.safeParse(RestoreRequest, { ...parseTarget(operands), ...request });
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new VaultError("BadRequest", `${v.getDotPath(issue)} cannot be that: ${issue.message.toLowerCase()}`);
}

async function finish(
  context: Context,
  answer: RestoreResponse,
  retry: (...more: string[]) => string,
  dryRun: boolean,
): Promise<ExitCode> {
  if (context.options.json) printJson(context.io, answer);
  else await showRestore(context, answer, retry);
  switch (answer.outcome) {
    case "restored":
    case "unchanged":
    case "planned":
      return DONE;
    case "refused":
      return REFUSED;
    case "waiting":
      return dryRun ? DONE : 1;
  }
}

function tiers(): readonly string[] {
  return RestoreRequest.entries.tier.wrapped.options;
}
