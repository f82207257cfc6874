import { Command, type OptionValues } from "commander";
import type { Context } from "./context.ts";
import { EXIT_CODES_HELP, type ExitCode } from "./exit-codes.ts";
import { addGlobalOptions } from "./global-options.ts";

/** One command of the CLI: all there is to say and to do about it, in its own file. */
export interface CliCommand {
  name: string;
  /** What it does, in few words, for the list of commands: begins with a verb, as one types it. */
  summary: string;
  /** What it does, in sentences, for the command's own help. */
  description: string;
  /** Operands as commander takes them. */
  operands?: string;
  /** Adds the command's own options. */
  options?(command: Command): unknown;
  /** What to type, and what it does. */
  examples: [command: string, does: string][];
  /** Reads operands and options, does the work, writes the result, tells the exit code. */
  run(context: Context, operands: string[], options: OptionValues): Promise<ExitCode>;
}

/** The command as commander knows it; `start` runs it. */
export function defineCommand(spec: CliCommand, start: (command: Command, spec: CliCommand) => Promise<void>): Command {
  const command = new Command(spec.name).summary(spec.summary).description(spec.description);
  if (spec.operands) command.arguments(spec.operands);
  spec.options?.(command);
  addGlobalOptions(command);
  command.addHelpText("after", `\n${examplesHelp(spec.examples)}\n\n${EXIT_CODES_HELP}`);
  return command.action(() => start(command, spec));
}

/** The examples of a help text. */
export function examplesHelp(examples: CliCommand["examples"]): string {
  const lines = examples.map(([command, does]) => `  $ npx sst-vault ${command}\n      ${does}`);
  return `Examples:\n${lines.join("\n")}`;
}
