import cliui from "cliui";
import { brokenLines } from "./pieces.ts";
import type { Style } from "./style.ts";
import { textWidth } from "./text-width.ts";

/** A cell that is ready to be shown. */
export interface MeasuredCell {
  text: string;
  width: number;
  format: Parameters<Style>[0] | null;
}

/** What a row needs to know of a column; `index` is its place among the cells. */
export interface Place {
  index: number;
  width: number;
  align?: "right";
}

export const GAP = "  ";

/** The lines of one row. Padding is ours, for the library that wraps measures every cell several times over. */
export function rowLines(cells: readonly MeasuredCell[], places: readonly Place[], style: Style): string[] {
  const placed = places.map((place) => ({ place, cell: cells[place.index] ?? NOTHING }));
  const fits = placed.every(({ place, cell }) => cell.width <= place.width);
  const lines = fits ? [placed.map((one) => padded(one, style)).join(GAP)] : wrappedLines(placed, style);
  return lines.map((line) => line.trimEnd());
}

const NOTHING: MeasuredCell = { text: "", width: 0, format: null };

interface Placed {
  place: Place;
  cell: MeasuredCell;
}

function padded({ place, cell }: Placed, style: Style): string {
  const padding = " ".repeat(place.width - cell.width);
  return place.align === "right" ? padding + drawn(cell, style) : drawn(cell, style) + padding;
}

/** What is longer than its column goes on in the next line: between its pieces, and within one only if it must. */
function wrappedLines(placed: Placed[], style: Style): string[] {
  const all = placed.map(({ place: { width, align }, cell: { text, format } }) => {
    const room = { width: width + GAP.length, padding: [0, GAP.length, 0, 0], ...(align && { align }) };
    const lines = brokenLines(text, width, textWidth).map((line) => drawn({ text: line, format }, style));
    return { ...room, text: lines.join("\n") };
  });
  const grid = cliui({ width: all.reduce((sum, { width }) => sum + width, 0), wrap: true });
  grid.div(...all);
  return grid.toString().split("\n");
}

function drawn({ text, format }: Pick<MeasuredCell, "text" | "format">, style: Style): string {
  return format === null ? text : style(format, text);
}
