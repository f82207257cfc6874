import { cliCommand, DEFAULT_VAULT, deployCommand, shellCommand } from "../vault/commands.ts";
import type { GlobalOptions } from "./global-options.ts";

/** A command of this CLI to copy and run: with the global options of this run, and names that look like options behind `--`. */
export function commandLine(given: GlobalOptions, command: string, operands: string[], options: string[] = []): string {
  const dashed = operands.some((operand) => /^-./.test(operand));
  return dashed
    ? cliCommand(command, ...options, ...repeated(given), "--", ...operands)
    : cliCommand(command, ...operands, ...options, ...repeated(given));
}

/** A command of the AWS CLI, in the region and with the profile that this CLI works with. */
export function awsCommandLine({ profile }: GlobalOptions, region: string, words: string[]): string {
  return shellCommand("aws", ...words, "--region", region, ...profileWords(profile));
}

/** The deploy that brings the vault up to the checkout, and puts back what belongs to its stack. */
export function deployCommandLine({ vault, profile }: GlobalOptions, region: string): string {
  return deployCommand({ vault, region }, ...profileWords(profile));
}

function repeated({ region, profile, vault }: GlobalOptions): string[] {
  return [
    ...(region === undefined ? [] : ["--region", region]),
    ...profileWords(profile),
    ...(vault === DEFAULT_VAULT ? [] : ["--vault", vault]),
  ];
}

function profileWords(profile: string | undefined): string[] {
  return profile === undefined ? [] : ["--profile", profile];
}
