import stringWidth from "string-width";

/** Printable ASCII: as wide as it is long. Nearly all that tables show is that, and measuring the rest is slow. */
const NARROW = /^[\x20-\x7e]*$/;

/** How many columns of a terminal a text takes. */
export function textWidth(text: string): number {
  return NARROW.test(text) ? text.length : stringWidth(text);
}
