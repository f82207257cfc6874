import { inGivenVault } from "../command-line.ts";
import type { Context } from "../context.ts";
import { adviceText } from "../render/advice.ts";

const CHECKOUT = "in the vault's checkout";
const APP = "in the app's folder";
// `sst secret load` reads a secret a line, so the file must outlive the look whether all are there.
const LOADED =
  "once npx sst secret list shows them all there (a secret of several lines may be cut: set that one by hand)";

/**
 * The steps that save both sides of a split: where each runs, and each on a line of its own, so that a line which is
 * pasted is the command.
 */
export function splitStepsText({ io, options }: Context, steps: readonly string[]): string {
  const places: { where: string; commands: string[] }[] = [];
  for (const step of steps) {
    // Elsewhere npx would look for a package of that name; what is no command of ours reads or writes the app's files.
    const where = step.startsWith("npx sst-vault ") ? CHECKOUT : step.startsWith("rm ") ? LOADED : APP;
    const command = inGivenVault(options, step);
    const last = places.at(-1);
    if (last?.where === where) last.commands.push(command);
    else places.push({ where, commands: [command] });
  }
  const numbered = places.map(({ where, commands }, index) => ({ what: `${index + 1}. ${where}`, commands }));
  return `to save both, one line after the other:\n${adviceText(numbered, io.columns)}`;
}
