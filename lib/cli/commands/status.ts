import { type Check, StatusResponse } from "../../vault/api.ts";
import type { CliCommand } from "../command.ts";
import type { Context } from "../context.ts";
import { DONE, type ExitCode, FINDINGS } from "../exit-codes.ts";
import { printJson } from "../io.ts";
import { heading } from "../render/heading.ts";
import { type Cell, table } from "../render/table.ts";

export const statusCommand: CliCommand = {
  name: "status",
  summary: "is the vault itself healthy",
  description: "Tells whether the vault itself is healthy, part by part. Exit code 5 where one is not.",
  examples: [
    ["status", "each part of the vault, and what is wrong with it"],
    ["status --json", "for a monitor; the exit code alone does as well"],
  ],
  run: runStatus,
};

async function runStatus({ ask, io, options, style }: Context): Promise<ExitCode> {
  const { account, region, healthy, checks } = await ask("query", { op: "status" }, StatusResponse);
  if (options.json) {
    printJson(io, { account, region, healthy, checks });
  } else {
    io.out(heading({ account, region }));
    io.out(`vault ${options.vault} is ${healthy ? "healthy" : style("red", "not healthy")}\n\n`);
    const columns = [{ head: "CHECK" }, { head: "RESULT" }, { head: "DETAIL", flexible: true }];
    io.out(table(columns, checks.map(checkRow), io.columns, style));
  }
  return healthy ? DONE : FINDINGS;
}

function checkRow({ name, ok, detail }: Check): Cell[] {
  return [name, ok ? { text: "ok", format: "green" } : { text: "failed", format: "red" }, detail];
}
