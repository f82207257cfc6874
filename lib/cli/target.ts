import { cliCommand, shellCommand } from "../vault/commands.ts";
import { VaultError } from "../vault/errors.ts";
import { quoted } from "../vault/plain.ts";

/** The parameter a command is about, as the functions take it. */
export type Target = { app: string; stage: string } | { name: string };

/** What the functions call a parameter. */
interface Named {
  app: string | null;
  stage: string | null;
  name: string;
}

/** The operands of every command about one parameter, for commander. */
export const TARGET_ARGUMENTS = "<app> [stage]";
/** The same where none means all. */
export const OPTIONAL_TARGET_ARGUMENTS = "[app] [stage]";

/**
 * Reads `<app> <stage>`, or a parameter's full name, which starts with a slash. Any stage is taken as it is:
 * `_fallback`, `-` and, behind `--`, `--help` exist in the wild.
 * @throws VaultError `BadRequest`
 */
export function parseTarget([first = "", stage]: string[]): Target {
  const usage = (message: string, hint = USAGE) => new VaultError("BadRequest", message, hint);
  if (first.startsWith("/")) {
    if (stage === undefined) return { name: first };
    throw usage(`${quoted(first)} is a full name: ${quoted(stage)} is one too many`);
  }
  if (stage === undefined) throw usage(`which stage of ${quoted(first)} is not said`, hintOn(first));
  for (const part of [first, stage]) {
    if (part === "" || part.includes("/")) throw usage(`${quoted(part)} is no name of an app or stage`);
  }
  return { app: first, stage };
}

const USAGE = "give <app> <stage>, or the parameter's full name: /sst/passphrase/…/…";

/** What else may be meant by a single word: both names in one, or an app whose stages are not known by heart. */
function hintOn(word: string): string {
  const [, app, stage] = /^(?:sst\/passphrase\/)?([^/:]+)[/:]([^/:]+)$/.exec(word) ?? [];
  if (app !== undefined && stage !== undefined) return `did you mean ${shellCommand(app, stage)}?`;
  if (!isAppName(word)) return USAGE;
  return `${USAGE}; ${cliCommand("list", "--app", word)} shows its stages`;
}

/** Whether a word may be an app's name: those of Parameter Store have no colon. */
export function isAppName(word: string): boolean {
  return word !== "" && !/[/:]/.test(word);
}

/** Whether a parameter is the one that is meant. */
export function isTarget(target: Target, { app, stage, name }: Named): boolean {
  return "name" in target ? target.name === name : target.app === app && target.stage === stage;
}

/** A target as it was given. */
export function sayTarget(target: Target): string {
  return "name" in target ? target.name : `${target.app} ${target.stage}`;
}

/** The words that say the same target again in a command. */
export function targetWords({ app, stage, name }: Named): string[] {
  return app !== null && stage !== null ? [app, stage] : [name];
}
