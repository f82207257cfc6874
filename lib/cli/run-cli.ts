import { Command, type OptionValues } from "commander";
import { type CliCommand, defineCommand, examplesHelp } from "./command.ts";
import { auditCommand } from "./commands/audit.ts";
import { historyCommand } from "./commands/history.ts";
import { listCommand } from "./commands/list.ts";
import { restoreCommand } from "./commands/restore.ts";
import { statusCommand } from "./commands/status.ts";
import { sweepCommand } from "./commands/sweep.ts";
import { verifyCommand } from "./commands/verify.ts";
import { type CliPorts, openContext } from "./context.ts";
import { DONE, EXIT_CODES_HELP, type ExitCode } from "./exit-codes.ts";
import { reportFailure } from "./failure.ts";
import { addGlobalOptions, GLOBAL_OPTIONS, readGlobalOptions } from "./global-options.ts";
import { helpCommand } from "./help-command.ts";
import type { Io } from "./io.ts";
import { style } from "./render/style.ts";

/** All commands, as the help lists them. */
const COMMANDS: CliCommand[] = [
  listCommand,
  historyCommand,
  verifyCommand,
  restoreCommand,
  sweepCommand,
  auditCommand,
  statusCommand,
];

/** The CLI: takes the arguments after its name, gives the exit code. Never throws. */
export async function runCli(argv: string[], ports: CliPorts): Promise<ExitCode> {
  let exitCode = DONE;
  const program = defineProgram(ports.io, async (command, spec, before) => {
    const options = readGlobalOptions(before, command.opts());
    const context = openContext(ports, options, style(ports.io.color && options.color));
    exitCode = await spec.run(context, command.args, command.opts());
  });
  try {
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    return reportFailure(ports.io, wantsJson(argv), error);
  }
}

function defineProgram(
  io: Io,
  start: (command: Command, spec: CliCommand, before: OptionValues) => Promise<void>,
): Command {
  const program = new Command("sst-vault")
    .usage("[global options] <command> [options]")
    .description("Keeps every SST passphrase of an AWS account, and gives a deleted stage its passphrase back.")
    .optionsGroup(GLOBAL_OPTIONS)
    .helpOption("-h, --help", "show help, also of a command")
    // Options after the command are the command's: a value like `--reason --json` stays its own.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: io.out,
      writeErr: io.err,
      outputError: () => {}, // `reportFailure` tells it
      getOutHelpWidth: () => Math.min(io.columns, 100),
      getErrHelpWidth: () => Math.min(io.columns, 100),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText("after", `\n${examplesHelp(EXAMPLES)}\n\n${EXIT_CODES_HELP}`);
  addGlobalOptions(program);
  for (const spec of COMMANDS) {
    const command = defineCommand(spec, (defined, of) => start(defined, of, program.opts()));
    program.addCommand(command.copyInheritedSettings(program));
  }
  program.addCommand(helpCommand(program).copyInheritedSettings(program));
  return program;
}

const EXAMPLES: CliCommand["examples"] = [
  ["verify", "which stages are broken, why, and what to type?"],
  ["history my-app production", "what does the vault hold of this one?"],
  ["restore my-app production", "give it back"],
];

/** Whether `--json` was said, or `--format json`, also where the arguments cannot be parsed. */
function wantsJson(argv: string[]): boolean {
  const end = argv.indexOf("--");
  const options = argv.slice(0, end < 0 ? undefined : end);
  return options.includes("--json") || / --format[= ]json /.test(` ${options.join(" ")} `);
}
