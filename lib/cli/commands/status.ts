import type { Answered } from "../../aws/invoke/invoke-answer.ts";
import { type Check, StatusResponse } from "../../vault/api.ts";
import { knownHealthCauses } from "../../vault/health/cause.ts";
import type { CliCommand } from "../command.ts";
import type { Context } from "../context.ts";
import { DONE, type ExitCode, FINDINGS } from "../exit-codes.ts";
import { healthAdvice } from "../health-advice.ts";
import { printJson } from "../io.ts";
import { adviceText } from "../render/advice.ts";
import { heading } from "../render/heading.ts";
import { type Cell, type Column, table } from "../render/table.ts";

export const statusCommand: CliCommand = {
  name: "status",
  summary: "check the health of the vault",
  description: [
    "Checks the health of the vault, part by part, and gives the commands that mend a part that is not healthy.",
    "Exit code 5 if one is not. What is only worth knowing is a note, and leaves the vault healthy.",
    "It does not see the code and settings of the functions, the conditions and resources of their rights, what the",
    "key's policy or the organization denies before a function meets it, and whether anyone reads the mail.",
  ].join(" "),
  examples: [
    ["status", "each part of the vault, what is wrong with it, what to run"],
    ["status --json", "for a monitor; the exit code alone does as well"],
  ],
  run: runStatus,
};

const COLUMNS: Column[] = [{ head: "CHECK" }, { head: "RESULT" }, { head: "DETAIL", flexible: true }];

async function runStatus(context: Context): Promise<ExitCode> {
  return showStatus(context, await context.ask("query", { op: "status" }, StatusResponse));
}

/** Shows the health of the vault, with the commands that mend what is wrong. */
export function showStatus({ io, options, style }: Context, answered: Answered<StatusResponse>): ExitCode {
  const { account, region, healthy, checks } = answered;
  const advised = checks.map((check) => {
    return { ...check, commands: healthAdvice(options, region, knownHealthCauses(check.causes)) };
  });
  if (options.json) {
    printJson(io, { account, region, healthy, checks: advised.map(checkJson) });
  } else {
    io.out(heading({ account, region }));
    io.out(`vault ${options.vault} is ${healthy ? "healthy" : style("red", "not healthy")}\n\n`);
    io.out(table(COLUMNS, checks.map(checkRow), io.columns, style));
    for (const { name, commands } of advised) {
      if (commands.length > 0) io.out(`\n${adviceText([{ what: `about ${name}`, commands }], io.columns)}`);
    }
  }
  return healthy ? DONE : FINDINGS;
}

/** `cause` is the first of the causes, `advice` what to paste. */
function checkJson({ commands, ...check }: Check & { commands: string[] }): object {
  const [cause] = check.causes ?? [];
  return { ...check, ...(cause && { cause }), ...(commands.length > 0 && { advice: commands.join(" && ") }) };
}

function checkRow({ name, ok, detail, advisory }: Check): Cell[] {
  const result: Cell = ok
    ? { text: "ok", format: "green" }
    : advisory
      ? { text: "note", format: "yellow" }
      : { text: "FAILED", format: "red" };
  return [name, result, detail];
}
