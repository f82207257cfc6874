import cliui from "cliui";
import { plain } from "./plain.ts";
import type { Style } from "./style.ts";

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

const GAP = "  ";
/** No flexible column gets narrower: a word of it must stay readable. */
const NARROWEST = 8;
/** With so much a flexible column reads well: some words a line. */
const COMFORTABLE = 20;

/**
 * Rows under their heads, without borders: at most `width` wide where that can be. The library draws and
 * wraps; which column gets how much is decided here.
 */
export function table(columns: Column[], rows: Cell[][], width: number, style: Style): string {
  const all = columns.map((column, index) => ({ ...column, index, width: naturalWidth(column, rows, index) }));
  const shown = fitted(total(all) <= width ? all : squeezed(all, width), width);
  // Wrapping is on: what is longer than its column goes on in the next line.
  const grid = cliui({ width: total(shown) + GAP.length, wrap: true });
  const heads: Cell[] = columns.map(({ head }) => ({ text: head, format: "bold" }));
  for (const row of [heads, ...rows]) {
    grid.div(...shown.map((column) => ({ ...layout(column), text: draw(row[column.index] ?? "", style) })));
  }
  const lines = grid.toString().split("\n");
  return lines.map((line) => `${line.trimEnd()}\n`).join("");
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

/** A column and the gap behind it. */
function layout({ width, align }: Sized) {
  return { width: width + GAP.length, padding: [0, GAP.length, 0, 0], ...(align && { align }) };
}

function draw(cell: Cell, style: Style): string {
  return typeof cell === "string" ? textOf(cell) : style(cell.format, textOf(cell));
}

function textOf(cell: Cell = ""): string {
  return plain(typeof cell === "string" ? cell : cell.text);
}

function naturalWidth({ head }: Column, rows: Cell[][], index: number): number {
  return Math.max(head.length, ...rows.map((row) => textOf(row[index]).length));
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
