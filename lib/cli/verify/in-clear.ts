import { awsCommandLine } from "../command-line.ts";
import type { GlobalOptions } from "../global-options.ts";
import type { Advice } from "../render/advice.ts";

/**
 * How to have a passphrase encrypted again that is stored in clear: AWS cannot change the type of a parameter.
 * @param restore the command that restores it once the parameter is gone
 */
export function encryptAdvice(
  given: GlobalOptions,
  { name }: { name: string },
  region: string,
  restore: string,
): Advice {
  const remove = awsCommandLine(given, region, ["ssm", "delete-parameter", "--name", name]);
  const what =
    "to have it encrypted: delete the parameter, whose value the vault keeps, and restore it (this waits 30 s)";
  return { what, commands: [remove, restore] };
}
