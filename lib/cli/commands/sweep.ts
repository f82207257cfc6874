import { SweepResponse } from "../../vault/api.ts";
import { counted } from "../../vault/counted.ts";
import type { CliCommand } from "../command.ts";
import { commandLine } from "../command-line.ts";
import type { Context } from "../context.ts";
import { DONE, type ExitCode } from "../exit-codes.ts";
import { printJson } from "../io.ts";
import { heading } from "../render/heading.ts";

export const sweepCommand: CliCommand = {
  name: "sweep",
  summary: "compare Parameter Store with the vault now, and capture what differs",
  description:
    "Compares Parameter Store with the vault now, and captures what differs. The vault does so by itself, too: after each deploy of it and on its schedule.",
  examples: [
    ["sweep", "after an outage, or when list lacks what should be there"],
    ["sweep --region eu-west-1", "in another region"],
  ],
  run: runSweep,
};

async function runSweep({ ask, io, options }: Context): Promise<ExitCode> {
  const { account, region, parameters, enqueued } = await ask("sweep", {}, SweepResponse);
  if (options.json) {
    printJson(io, { account, region, parameters, enqueued });
    return DONE;
  }
  io.out(heading({ account, region }));
  io.out(`${counted(parameters, "parameter")} compared, ${enqueued} enqueued for capture\n`);
  if (enqueued > 0) io.err(`captured within seconds, then shown by:\n${commandLine(options, "list", [])}\n`);
  return DONE;
}
