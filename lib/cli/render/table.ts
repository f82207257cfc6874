import { plain } from "./plain.ts";
import type { Style } from "./style.ts";
import { GAP, type MeasuredCell, rowLines } from "./table-row.ts";
import { textWidth } from "./text-width.ts";

export interface Column {
  head: string;
  /** Shares what the others leave, and goes on in the next line where that is too little. Never cut. */
  flexible?: boolean;
  /** Left out where the table would not fit otherwise. */
  optional?: boolean;
  /** Goes on in the next line at this width where the table would not fit otherwise. */
  narrow?: number;
  align?: "right";
}

/** A cell's text, with the colour it has where there are colours. */
export type Cell = string | { text: string; format: Parameters<Style>[0] };

interface Sized extends Column {
  index: number;
  width: number;
}

/** No flexible column gets narrower: a word of it must stay readable. */
const NARROWEST = 8;
/** With so much a flexible column reads well: some words a line. */
const COMFORTABLE = 20;

/** Rows under their heads, without borders: at most `width` wide where that can be. */
export function table(columns: Column[], rows: Cell[][], width: number, style: Style): string {
  const heads = columns.map(({ head }): Cell => ({ text: head, format: "bold" }));
  const cells = [heads, ...rows].map((row) => columns.map((_, index) => measured(row[index] ?? "")));
  const all = columns.map((column, index) => ({ ...column, index, width: widest(cells, index) }));
  const shown = fitted(total(all) <= width ? all : squeezed(all, width), width);
  const lines = cells.flatMap((row) => rowLines(row, shown, style));
  return lines.map((line) => `${line}\n`).join("");
}

/** Without what can be left out; and where the texts would still have little room, with narrow columns narrowed. */
function squeezed(columns: Sized[], width: number): Sized[] {
  const needed = columns.filter(({ optional }) => !optional);
  const comfortable = needed.map((column) =>
    column.flexible ? { ...column, width: Math.min(column.width, COMFORTABLE) } : column,
  );
  return total(comfortable) <= width ? needed : needed.map(narrowed);
}

function narrowed(column: Sized): Sized {
  return { ...column, width: Math.min(column.width, column.narrow ?? column.width) };
}

function measured(cell: Cell): MeasuredCell {
  const { text, format } = typeof cell === "string" ? { text: cell, format: null } : cell;
  const shown = plain(text);
  return { text: shown, width: textWidth(shown), format };
}

function widest(rows: readonly MeasuredCell[][], index: number): number {
  return rows.reduce((most, row) => Math.max(most, row[index]?.width ?? 0), 0);
}

function total(columns: Sized[]): number {
  return columns.reduce((sum, { width }) => sum + width + GAP.length, -GAP.length);
}

/** Gives each flexible column what it needs, or an equal share of what the others leave. */
function fitted(columns: Sized[], width: number): Sized[] {
  if (total(columns) <= width) return columns;
  const flexible = columns.filter((column) => column.flexible).sort((a, b) => a.width - b.width);
  let left = width - total(columns) + flexible.reduce((sum, column) => sum + column.width, 0);
  const widths = new Map<number, number>();
  flexible.forEach((column, place) => {
    const share = Math.min(column.width, Math.max(NARROWEST, Math.floor(left / (flexible.length - place))));
    widths.set(column.index, share);
    left -= share;
  });
  return columns.map((column) => ({ ...column, width: widths.get(column.index) ?? column.width }));
}
