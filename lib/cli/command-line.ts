import { DEFAULT_VAULT, deployWords } from "../vault/commands.ts";
import type { GlobalOptions } from "./global-options.ts";
import { plain } from "./render/plain.ts";

/**
 * A command of this CLI to copy and run: with the global options that were given this time, quoted for the
 * shell, and names that look like options behind `--`.
 */
export function commandLine(given: GlobalOptions, command: string, operands: string[], options: string[] = []): string {
  const dashed = operands.some((operand) => /^-./.test(operand));
  const words = dashed
    ? [command, ...options, ...repeated(given), "--", ...operands]
    : [command, ...operands, ...options, ...repeated(given)];
  return ["npx sst-vault", ...words.map(shellQuoted)].join(" ");
}

/** A command of the AWS CLI, in the region and with the profile that this CLI works with. */
export function awsCommandLine({ profile }: GlobalOptions, region: string, words: string[]): string {
  const where = ["--region", region, ...(profile === undefined ? [] : ["--profile", profile])];
  return ["aws", ...words, ...where].map(shellQuoted).join(" ");
}

/** The deploy that brings the vault up to the checkout, and puts back what belongs to its stack. */
export function deployCommandLine({ vault, profile }: GlobalOptions, region: string): string {
  const words = [...deployWords({ vault, region }), ...(profile === undefined ? [] : ["--profile", profile])];
  return ["npm run deploy --", ...words.map(shellQuoted)].join(" ");
}

function repeated({ region, profile, vault }: GlobalOptions): string[] {
  return [
    ...(region === undefined ? [] : ["--region", region]),
    ...(profile === undefined ? [] : ["--profile", profile]),
    ...(vault === DEFAULT_VAULT ? [] : ["--vault", vault]),
  ];
}

/**
 * A word as a POSIX shell reads it back. Every command that is printed is made of such words, and names in it are
 * others': what a terminal would obey is spelled out here, so that no place can forget to.
 */
export function shellQuoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${plain(word).replaceAll("'", `'\\''`)}'`;
}
