import { type Command, Option, type OptionValues } from "commander";
import packageJson from "../../package.json" with { type: "json" };
import { DEFAULT_VAULT } from "../vault/commands.ts";
import { VaultError } from "../vault/errors.ts";
import { quoted } from "../vault/plain.ts";

/** What may be said before and after any command. */
export interface GlobalOptions {
  region: string | undefined;
  profile: string | undefined;
  vault: string;
  json: boolean;
  color: boolean;
  yes: boolean;
}

/** The heading they stand under, with help and version, below what is the command's own. */
export const GLOBAL_OPTIONS = "Global options:";

/** Adds the global options to the program or to a command: both take them. */
export function addGlobalOptions(command: Command): Command {
  const add = (flags: string, help: string) => command.addOption(new Option(flags, help).helpGroup(GLOBAL_OPTIONS));
  add("--region <region>", "the vault's AWS region");
  add("--profile <name>", "AWS profile to use");
  add("--vault <name>", `which vault, where there are several (default: ${DEFAULT_VAULT})`);
  add("--json", "the result as JSON on stdout, errors too");
  add("--no-color", "no colours; NO_COLOR does the same");
  add("--yes", "do not ask before a live value is replaced");
  return command.optionsGroup(GLOBAL_OPTIONS).version(packageJson.version, "--version", "the version of this CLI");
}

/**
 * The global options, from before the command and from after it; the latter win.
 * @throws VaultError `BadRequest` where one cannot be meant
 */
export function readGlobalOptions(before: OptionValues, after: OptionValues): GlobalOptions {
  const {
    region,
    profile,
    vault = DEFAULT_VAULT,
    json = false,
    yes = false,
  }: Partial<GlobalOptions> = {
    ...before,
    ...after,
  };
  if (!/^[\w-]{1,50}$/.test(vault)) throw wrong("--vault", vault, "letters, digits, - and _");
  if (region !== undefined && !/^[a-z0-9-]+$/.test(region)) throw wrong("--region", region, "like eu-west-1");
  if (profile === "") throw wrong("--profile", profile, "a profile's name");
  return { region, profile, vault, json, yes, color: before.color !== false && after.color !== false };
}

function wrong(option: string, value: string, expected: string): VaultError {
  return new VaultError("BadRequest", `${option} ${quoted(value)} cannot be: expected ${expected}`);
}
