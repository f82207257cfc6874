import { VerifyResponse, type VerifyResult } from "../../vault/api.ts";
import { VaultError } from "../../vault/errors.ts";
import { plain } from "../../vault/plain.ts";
import type { CliCommand } from "../command.ts";
import { commandLine } from "../command-line.ts";
import type { Context } from "../context.ts";
import { type EachDone, failuresJson } from "../each.ts";
import { DONE, type ExitCode, FINDINGS, UNEXPECTED } from "../exit-codes.ts";
import { printJson } from "../io.ts";
import { heading } from "../render/heading.ts";
import { isTarget, OPTIONAL_TARGET_ARGUMENTS, parseTarget, sayTarget, type Target } from "../target.ts";
import { isFinding } from "../verify/findings.ts";
import { showVerify } from "../verify/show-verify.ts";
import { verifyAll } from "../verify/verify-all.ts";

interface VerifyOptions {
  allowNew?: boolean;
  acceptBucket?: string;
}

type Verified = EachDone<VerifyResult> & { account: string; region: string };

export const verifyCommand: CliCommand = {
  name: "verify",
  summary: "test whether the vault holds what opens the stage, and whether that is live",
  description: [
    "Tests whether the live passphrase opens the stage's state and secrets, and which recovery point does where it does not.",
    "One stage, with the _fallback that all stages of its app need; or all of them. It changes no passphrase.",
    "Before sst deploy in CI it is the gate: exit code 5 where a stage is broken or could not be tested.",
  ].join(" "),
  operands: OPTIONAL_TARGET_ARGUMENTS,
  options: (command) =>
    command
      .option("--allow-new", "take a stage that nobody knows yet for a new one, and that for fine")
      .option("--accept-bucket <name>", "SST's files have moved to this bucket, on purpose"),
  examples: [
    ["verify", "everything the vault protects"],
    ["verify my-app production", "one stage: what is broken, why, what to type"],
    ["verify my-app pr-17 --allow-new", "the gate before sst deploy in CI, also of a stage that is to come"],
    ["verify my-app production --accept-bucket sst-state-new", "after SST's files were moved"],
  ],
  run: runVerify,
};

async function runVerify(context: Context, operands: string[], options: VerifyOptions): Promise<ExitCode> {
  const target = operands.length > 0 ? parseTarget(operands) : null;
  if (!target && options.acceptBucket !== undefined) {
    const hint = "give <app> <stage> too: a bucket is accepted for one stage at a time";
    throw new VaultError("BadRequest", "--accept-bucket needs a stage", hint);
  }
  const { results, failures, ...home } = target ? await verifyOne(context, target, options) : await verifyAll(context);
  if (context.options.json) printJson(context.io, { ...home, results, ...failuresJson(failures) });
  else {
    // What was asked for and has no result is new; its app's `_fallback` may have one all the same.
    const isNew = options.allowNew && target && !results.some((result) => isTarget(target, result));
    show(context, { ...home, results, failures }, isNew ? target : null);
  }
  if (failures.length > 0) return UNEXPECTED;
  return results.some(isFinding) ? FINDINGS : DONE;
}

async function verifyOne(context: Context, target: Target, { allowNew, acceptBucket }: VerifyOptions) {
  const request = { ...target, ...(acceptBucket !== undefined && { acceptBucket }), ...(allowNew && { allowNew }) };
  try {
    return { ...(await context.ask("verify", request, VerifyResponse)), failures: [] };
  } catch (error) {
    if (!(error instanceof VaultError) || error.code !== "NotFound") throw error;
    const hint = "npx sst-vault list shows what is protected; --allow-new takes a stage that is yet to come for fine";
    throw new VaultError(error.code, error.message, error.hint ?? hint, { cause: error });
  }
}

function show(context: Context, { account, region, results, failures }: Verified, unknown: Target | null): void {
  const { io, options } = context;
  io.out(heading({ account, region }));
  if (unknown) io.out(`${plain(sayTarget(unknown))} is new: neither the vault nor Parameter Store knows it\n`);
  if (results.length > 0) showVerify(context, results, failures, region);
  if (unknown || results.length > 0) return;
  io.out("\nno parameter is protected here yet\n");
  io.err(
    `\n${commandLine(options, "sweep", [])}\n  looks for passphrases now; is this the region SST deploys to (--region)?\n`,
  );
}
