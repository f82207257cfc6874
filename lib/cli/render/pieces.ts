import { textWidth } from "./text-width.ts";

/** A recovery point's id, or a time: useless in two halves. */
const WHOLE = /\d{8}T\d{6}\.\d{3}Z(?:-\d+)*|\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?/g;

/** Where a word may go on in the next line: after a `/`, but not after the first or within `//`. */
const SLASH = /(?<=[^\s/]\/)(?=[^\s/])/;
/** The same after a `-`, but neither within numbers, as in a date, nor within `--` or `->`. */
const HYPHEN = /(?<=[^\s-]-)(?![\s>-]|(?<=[\dZ]-)\d)/;

/** The parts of a word that stay whole wherever it is broken. */
export function pieces(word: string): string[] {
  return word.split(SLASH).flatMap((part) => part.split(HYPHEN));
}

/** How wide the widest is of what must stand in one line, however narrow that is. */
export function wholeWidth(text: string): number {
  return Math.max(0, ...[...text.matchAll(WHOLE)].map(([whole]) => whole.length));
}

/**
 * A text in lines of at most `width`, broken between words. Only a word that is wider is broken, after a `/`, and only
 * a part of it that still is wider after a `-`; what is too wide even then stands alone.
 */
export function brokenLines(text: string, width: number): string[] {
  const lines: string[] = [];
  const add = (part: string, gap: string, [finer, ...rest]: readonly RegExp[]) => {
    const joined = `${lines.at(-1)}${gap}${part}`;
    if (finer && textWidth(part) > width) {
      for (const [index, finest] of part.split(finer).entries()) add(finest, index === 0 ? gap : "", rest);
    } else if (lines.length > 0 && textWidth(joined) <= width) lines[lines.length - 1] = joined;
    else lines.push(part);
  };
  for (const word of text.split(" ")) add(word, " ", [SLASH, HYPHEN]);
  return lines;
}
