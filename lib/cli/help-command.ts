import { Command } from "commander";

/**
 * `help` and `help list`, as `--help` says it. Not commander's own, which shows the whole help for a name that is no
 * command's, and then says that none was given.
 */
export function helpCommand(program: Command): Command {
  const command = new Command("help").summary("show help, also of a command").argument("[command]", "of which");
  return command.description("Shows help, also of a command.").action(async (name?: string) => {
    if (name === undefined) program.help();
    program.commands.find((known) => known.name() === name)?.help();
    await program.parseAsync(["--", name], { from: "user" });
  });
}
