import type { ParameterSummary } from "../../vault/api.ts";
import { counted } from "../../vault/counted.ts";
import { plain } from "../../vault/plain.ts";
import type { CliCommand } from "../command.ts";
import { commandLine } from "../command-line.ts";
import type { Context } from "../context.ts";
import { DONE, type ExitCode } from "../exit-codes.ts";
import { readHistory } from "../history.ts";
import { printJson } from "../io.ts";
import { heading } from "../render/heading.ts";
import { recoveryPointTable } from "../render/recovery-points.ts";
import { STALE_LEGEND, verdictText } from "../render/verdict.ts";
import { parseTarget, TARGET_ARGUMENTS, type Target, targetWords } from "../target.ts";

export const historyCommand: CliCommand = {
  name: "history",
  summary: "show the recovery points of one parameter: when, by whom, how captured, what each opens",
  description: [
    "Shows the recovery points of one parameter, newest first: when and by whom the value was written, how the vault",
    "came to keep it, and what it opened in the last restore test.",
  ].join(" "),
  operands: TARGET_ARGUMENTS,
  examples: [
    ["history my-app production", "newest first; the id is what restore --recovery-point takes"],
    ["history my-app _fallback", "the passphrase that all stages of the app share"],
    ["history /sst/passphrase/my-app/production", "the same by its full name"],
    ["history --json -- my-app --help", "a stage that is called like an option"],
  ],
  run: (context, operands) => runHistory(context, parseTarget(operands)),
};

async function runHistory(context: Context, target: Target): Promise<ExitCode> {
  const { io, options } = context;
  const { account, region, parameter, recoveryPoints } = await readHistory(context, target);
  if (options.json) {
    printJson(io, { account, region, parameter, recoveryPoints });
    return DONE;
  }
  io.out(heading({ account, region }));
  io.out(`${summaryLine(parameter)}\n\n`);
  if (recoveryPoints.length > 0) io.out(recoveryPointTable(context, recoveryPoints, account));
  if (parameter.stale) io.out(`${STALE_LEGEND}\n`);
  const mends = parameter.verdict === "recoverable";
  if (mends || (!parameter.live && recoveryPoints.length > 0)) {
    const command = commandLine(options, "restore", targetWords(parameter));
    io.err(`\n${mends ? "to mend it" : "to bring it back"}:\n${command}\n`);
  }
  return DONE;
}

function summaryLine({ name, live, recoveryPoints, verdict, stale }: ParameterSummary): string {
  const points = counted(recoveryPoints, "recovery point");
  return `${plain(name)}\n${live ? "live" : "deleted"}, ${points}, verdict ${verdictText(verdict, stale)}`;
}
