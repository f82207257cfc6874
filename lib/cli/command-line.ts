import { DEFAULT_VAULT, type GlobalOptions } from "./global-options.ts";

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

/** The AWS CLI's command that deletes a parameter again. */
export function deleteCommand(given: GlobalOptions, name: string, region: string): string {
  const profile = given.profile === undefined ? [] : ["--profile", given.profile];
  const words = ["aws", "ssm", "delete-parameter", "--name", name, "--region", region, ...profile];
  return words.map(shellQuoted).join(" ");
}

function repeated({ region, profile, vault }: GlobalOptions): string[] {
  return [
    ...(region === undefined ? [] : ["--region", region]),
    ...(profile === undefined ? [] : ["--profile", profile]),
    ...(vault === DEFAULT_VAULT ? [] : ["--vault", vault]),
  ];
}

/** A word as a POSIX shell reads it back. */
export function shellQuoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
