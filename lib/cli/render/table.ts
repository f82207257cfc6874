import { plain } from "../../vault/plain.ts";
import type { Style } from "./style.ts";
import { fitted, total } from "./table-fit.ts";
import { type MeasuredCell, rowLines } from "./table-row.ts";
import { textWidth } from "./text-width.ts";

export interface Column {
  head: string;
  /** Goes on in the next line, between words, where the table would not fit otherwise. Never cut. */
  flexible?: boolean;
  /** Left out where the table would not fit otherwise. */
  optional?: boolean;
  align?: "right";
}

/** A cell's text, with the colour it has where there are colours. */
export type Cell = string | { text: string; format: Parameters<Style>[0] };

/** Rows under their heads, without borders: at most `width` wide where that can be. */
export function table(columns: Column[], rows: Cell[][], width: number, style: Style): string {
  const heads = columns.map(({ head }): Cell => ({ text: head, format: "bold" }));
  const cells = [heads, ...rows].map((row) => columns.map((_, index) => measured(row[index] ?? "")));
  const all = columns.map((column, index) => ({ ...column, index, width: widest(cells, index) }));
  const shown = total(all) <= width ? all : fitted(all, cells, width);
  const lines = cells.flatMap((row) => rowLines(row, shown, style));
  return lines.map((line) => `${line}\n`).join("");
}

function measured(cell: Cell): MeasuredCell {
  const { text, format } = typeof cell === "string" ? { text: cell, format: null } : cell;
  const shown = plain(text);
  return { text: shown, width: textWidth(shown), format };
}

function widest(rows: readonly MeasuredCell[][], index: number): number {
  return rows.reduce((most, row) => Math.max(most, row[index]?.width ?? 0), 0);
}
