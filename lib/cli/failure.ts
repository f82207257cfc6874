import { CommanderError } from "commander";
import type { ErrorBody } from "../vault/answer.ts";
import { VaultError } from "../vault/errors.ts";
import { plain } from "../vault/plain.ts";
import { DONE, type ExitCode, exitCodeOf } from "./exit-codes.ts";
import { type Io, printJson } from "./io.ts";

/** A failure that stands in the result already, which had begun when it happened. */
export class ToldFailure extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, options?: ErrorOptions) {
    super("told already", options);
    this.name = "ToldFailure";
    this.exitCode = exitCode;
  }
}

/** Tells the user what went wrong: one line and a hint, or JSON. Never a stack, unless asked for. */
export function reportFailure(io: Io, json: boolean, error: unknown): ExitCode {
  if (error instanceof ToldFailure) return error.exitCode;
  // Help and version are thrown, too, once they are written.
  if (error instanceof CommanderError && error.exitCode === 0) return DONE;
  const told = asVaultError(io, error);
  if (json) {
    const body: ErrorBody = { code: told.code, message: told.message, hint: told.hint };
    printJson(io, { error: body });
  } else {
    io.err(`error: ${plainLines(told.message)}\n`);
    if (told.hint) io.err(`hint: ${plainLines(told.hint)}\n`);
  }
  return exitCodeOf(told.code);
}

/** An error as one for people. Its stack goes to stderr for who asked for such. */
export function asVaultError(io: Io, error: unknown): VaultError {
  if (io.debug && error instanceof Error) io.err(`${plainLines(stackOf(error))}\n`);
  return forPeople(error);
}

function forPeople(error: unknown): VaultError {
  if (error instanceof VaultError) return error;
  if (error instanceof CommanderError) return usageError(error);
  const name = error instanceof Error ? error.name : "something that is no error";
  // The message is not shown: nobody knows what an unforeseen error quotes.
  return new VaultError("Unexpected", `this should not have happened (${name})`, "SST_VAULT_DEBUG=1 shows the details");
}

/** Commander's `error: unknown command 'lsit'\n(Did you mean list?)` in the CLI's own manner. */
function usageError({ code, message }: CommanderError): VaultError {
  if (code === "commander.help") return new VaultError("BadRequest", "no command given", "see the help above");
  const [first = "", ...rest] = message.replace(/^error: /, "").split("\n");
  const suggestion = rest.join(" ").replace(/^\(Did (.*)\)$/, "did $1");
  const hint = /'(?:-v|-V|version)'$/.test(first) ? "--version tells the version" : suggestion;
  return new VaultError("BadRequest", first.replace(/\.$/, ""), hint || "--help shows how it is used");
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by: ${stackOf(error.cause)}` : "";
  return `${error.stack ?? error.message}${cause}`;
}

function plainLines(text: string): string {
  return text.split("\n").map(plain).join("\n");
}
