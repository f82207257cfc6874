import type { VerifyResult } from "../../vault/api.ts";
import { inClearOf } from "../../vault/in-clear.ts";
import { awsCommandLine, commandLine } from "../command-line.ts";
import type { GlobalOptions } from "../global-options.ts";
import type { Advice } from "../render/advice.ts";
import { targetWords } from "../target.ts";

/** How to have a passphrase encrypted that a restore test found stored in clear; none where it is not. */
export function inClearAdvice(given: GlobalOptions, result: VerifyResult, region: string): Advice[] {
  const found = inClearOf(result.warningCauses);
  if (!found) return [];
  if (found.recoveryPoint !== null) {
    return [encryptAdvice(given, result, region, commandLine(given, "restore", targetWords(result)))];
  }
  const put = ["ssm", "put-parameter", "--name", result.name, "--type", "SecureString"];
  return [
    {
      what: "to have it encrypted: delete the parameter and store the same value again, from a file without a line break at its end",
      commands: [
        removeCommand(given, result, region),
        awsCommandLine(given, region, [...put, "--value", "file://passphrase.txt"]),
      ],
    },
  ];
}

/**
 * How to have a passphrase encrypted again that is stored in clear: AWS cannot change the type of a parameter.
 * @param restore the command that restores it once the parameter is gone
 */
export function encryptAdvice(given: GlobalOptions, of: { name: string }, region: string, restore: string): Advice {
  const what =
    "to have it encrypted: delete the parameter, whose value the vault keeps, and restore it (this waits 30 s)";
  return { what, commands: [removeCommand(given, of, region), restore] };
}

function removeCommand(given: GlobalOptions, { name }: { name: string }, region: string): string {
  return awsCommandLine(given, region, ["ssm", "delete-parameter", "--name", name]);
}
