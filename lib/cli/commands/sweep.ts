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
  summary: "compare Parameter Store with the vault now",
  description: [
    "Compares Parameter Store with the vault now, and enqueues what differs for capture. The vault does so by itself,",
    "too: after each deploy of it and on its schedule. Exit code 0 says that all was compared and enqueued, not that it",
    "was captured: `list` shows that, and `status` why not.",
  ].join(" "),
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
  if (enqueued > 0) {
    const commands = ["list", "status"].map((command) => commandLine(options, command, []));
    io.err(`to see whether they are captured, and why not:\n${commands.join("\n")}\n`);
  }
  return DONE;
}
