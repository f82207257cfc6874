import { type Check, StatusResponse } from "../../vault/api.ts";
import type { CliCommand } from "../command.ts";
import { shellQuoted } from "../command-line.ts";
import type { Context } from "../context.ts";
import { DONE, type ExitCode, FINDINGS } from "../exit-codes.ts";
import { printJson } from "../io.ts";
import { adviceText } from "../render/advice.ts";
import { heading } from "../render/heading.ts";
import { type Cell, type Column, table } from "../render/table.ts";

export const statusCommand: CliCommand = {
  name: "status",
  summary: "tell whether the vault itself is healthy",
  description: [
    "Tells whether the vault itself is healthy, part by part, and what to type about a part that is not.",
    "Exit code 5 where one is not. What is only worth knowing is a note, and leaves the vault healthy.",
  ].join(" "),
  examples: [
    ["status", "each part of the vault, what is wrong with it, what to type"],
    ["status --json", "for a monitor; the exit code alone does as well"],
  ],
  run: runStatus,
};

const COLUMNS: Column[] = [{ head: "CHECK" }, { head: "RESULT" }, { head: "DETAIL", flexible: true }];

async function runStatus({ ask, io, options, style }: Context): Promise<ExitCode> {
  const { account, region, healthy, checks } = await ask("query", { op: "status" }, StatusResponse);
  if (options.json) {
    printJson(io, { account, region, healthy, checks });
  } else {
    io.out(heading({ account, region }));
    io.out(`vault ${options.vault} is ${healthy ? "healthy" : style("red", "not healthy")}\n\n`);
    io.out(table(COLUMNS, checks.map(checkRow), io.columns, style));
    for (const { ok, name, advice } of checks) {
      if (ok || advice === undefined) continue;
      io.out(
        `\n${adviceText([{ what: `about ${name}`, commands: [withProfile(advice, options.profile)] }], io.columns)}`,
      );
    }
  }
  return healthy ? DONE : FINDINGS;
}

function checkRow({ name, ok, detail, advisory }: Check): Cell[] {
  const result: Cell = ok
    ? { text: "ok", format: "green" }
    : advisory
      ? { text: "note", format: "yellow" }
      : { text: "FAILED", format: "red" };
  return [name, result, detail];
}

/** The function knows its region and its vault, but not the profile by which it was asked. A command inside `$(…)` needs it, too. */
function withProfile(advice: string, profile: string | undefined): string {
  if (profile === undefined) return advice;
  const commands = advice.replaceAll(/(?<=\$\()aws [^)]*/g, (inner) => `${inner} --profile ${shellQuoted(profile)}`);
  return commands
    .split(" && ")
    .map((command) => (/^(npx|npm|aws) /.test(command) ? `${command} --profile ${shellQuoted(profile)}` : command))
    .join(" && ");
}
