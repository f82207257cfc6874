import type { Searched } from "./search.ts";

/** A whole run puts twice as many; fewer would mean that they are no longer noted. */
const FEW = 200;

/** One place that leaks may leak every value: what is told of it is enough to find it. */
const TOLD = 20;

/** What a search came to, in one line and one more for each leak; never a value. */
export function verdictOn(
  { values, bytes, leaks, seconds }: Searched,
  wholeRun: boolean,
): { clean: boolean; text: string } {
  const kinds = Object.entries(bytes);
  const nothing = kinds.filter(([, length]) => length === 0).map(([kind]) => kind);
  const looked = kinds.filter(([, length]) => length > 0).map(([kind, length]) => `${kind} ${size(length)}`);
  const total = size(kinds.reduce((sum, [, length]) => sum + length, 0));
  const found = leaks.length === 0 ? "none found" : `${leaks.length} LEAKED`;
  const lines = [`leaks: ${values} values searched in ${total} (${looked.join(", ")}) in ${seconds} s: ${found}`];
  for (const { kind, place, of, fingerprint } of leaks.slice(0, TOLD)) {
    lines.push(`LEAK (${kind}): a value of ${of} (SHA-256 ${fingerprint}…) in ${place}`);
  }
  if (wholeRun && nothing.length > 0) lines.push(`LEAKS UNSEEN: nothing was searched of: ${nothing.join(", ")}`);
  if (wholeRun && values < FEW) lines.push(`LEAKS UNSEEN: so few values were noted; a whole run has over ${FEW}`);
  return { clean: lines.length === 1, text: lines.join("\n") };
}

function size(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
