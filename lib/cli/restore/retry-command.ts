import { commandLine } from "../command-line.ts";
import type { GlobalOptions } from "../global-options.ts";
import type { RestoreOptions } from "./request.ts";

/** The restore that was asked for as a command again, for real, with options added or put in place of its own. */
export function retryCommand(
  given: GlobalOptions,
  operands: string[],
  options: RestoreOptions,
  more: string[] = [],
): string {
  const { all, recoveryPoint, from, at, force, reason, tier, keyId } = options;
  const point = more.includes("--recovery-point")
    ? []
    : [...valued("--recovery-point", recoveryPoint), ...valued("--at", at)];
  const set = (option: string, value: string | undefined) => (more.includes(option) ? [] : valued(option, value));
  const own = [
    ...valued("--from", from),
    ...point,
    ...set("--tier", tier),
    ...set("--key-id", keyId),
    ...valued("--reason", reason),
  ];
  const flag = (option: string, said: boolean | undefined) => (said && !more.includes(option) ? [option] : []);
  const words = [...flag("--all", all), ...own, ...flag("--force", force), ...more, ...flag("--yes", given.yes)];
  return commandLine(given, "restore", operands, words);
}

function valued(option: string, value: string | undefined): string[] {
  return value === undefined ? [] : [option, value];
}
