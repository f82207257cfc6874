import cliui from "cliui";

/** Printable ASCII: as wide as it is long. Nearly all that tables show is that, and measuring the rest is slow. */
const NARROW = /^[\x20-\x7e]*$/;

/**
 * How many columns of a terminal a text takes. The library that wraps texts knows best, since what it takes for
 * wider than we do it would break; it tells by how much it adds to reach a width.
 */
export function textWidth(text: string): number {
  if (NARROW.test(text)) return text.length;
  // No character takes more than two, and the mark at the end keeps the library from taking the blanks off again.
  const width = 2 * text.length + 1;
  const grid = cliui({ width: width + 1, wrap: false });
  grid.div({ text, width }, { text: "|", width: 1 });
  return text.length + width + 1 - grid.toString().length;
}
