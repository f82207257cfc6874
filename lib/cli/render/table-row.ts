import wrapAnsi from "wrap-ansi";
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

/** The lines of one row: what is longer than its column goes on in the next. */
export function rowLines(cells: readonly MeasuredCell[], places: readonly Place[], style: Style): string[] {
  const columns = places.map((place) => ({ place, lines: linesOf(cells[place.index] ?? NOTHING, place) }));
  const height = columns.reduce((most, { lines }) => Math.max(most, lines.length), 1);
  return Array.from({ length: height }, (_, n) =>
    columns
      .map(({ place, lines }) => padded(lines[n] ?? NOTHING, place, style))
      .join(GAP)
      .trimEnd(),
  );
}

const NOTHING: MeasuredCell = { text: "", width: 0, format: null };

/** A cell in lines that fit: broken between its pieces, and within one only if it must. */
function linesOf(cell: MeasuredCell, { width }: Place): MeasuredCell[] {
  if (cell.width <= width) return [cell];
  const whole = brokenLines(cell.text, width);
  const lines = whole.flatMap((line) => wrapAnsi(line, width, { hard: true, trim: false }).split("\n"));
  return lines.map((text) => ({ ...cell, text, width: textWidth(text) }));
}

function padded(cell: MeasuredCell, { width, align }: Place, style: Style): string {
  const padding = " ".repeat(Math.max(0, width - cell.width));
  return align === "right" ? padding + drawn(cell, style) : drawn(cell, style) + padding;
}

function drawn({ text, format }: Pick<MeasuredCell, "text" | "format">, style: Style): string {
  return format === null ? text : style(format, text);
}
