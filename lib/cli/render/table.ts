import { plain } from "./plain.ts";
import type { Style } from "./style.ts";

export interface Column {
  head: string;
  /** Shares what the others leave, and goes on in the next line where that is too little. Never cut. */
  flexible?: boolean;
  /** Left out where the table would not fit otherwise. */
  optional?: boolean;
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

/**
 * Rows under their heads, without borders: at most `width` wide where that can be, a line for each row where
 * it fits. Table libraries either cut what is too long, or break lines for every terminal.
 */
export function table(columns: Column[], rows: Cell[][], width: number, style: Style): string {
  const all = columns.map((column, index) => ({ ...column, index, width: naturalWidth(column, rows, index) }));
  const shown = fitted(total(all) <= width ? all : all.filter(({ optional }) => !optional), width);
  const heads: Cell[] = columns.map(({ head }) => ({ text: head, format: "bold" }));
  return [heads, ...rows].map((row) => drawRow(shown, row, style)).join("");
}

/** A row's lines: as many as its longest cell needs. */
function drawRow(columns: Sized[], row: Cell[], style: Style): string {
  const cells = columns.map(({ index, width }) => wrap(textOf(row[index]), width));
  const height = Math.max(1, ...cells.map((lines) => lines.length));
  const lines = Array.from({ length: height }, (_, line) =>
    columns
      .map(({ index, width, align }, place) => {
        const text = cells[place]?.[line] ?? "";
        const padding = " ".repeat(Math.max(0, width - text.length));
        const cell = row[index];
        const drawn = typeof cell === "object" && text !== "" ? style(cell.format, text) : text;
        return align === "right" ? padding + drawn : drawn + padding;
      })
      .join(GAP),
  );
  return lines.map((line) => `${line.trimEnd()}\n`).join("");
}

/** Breaks text behind spaces and the joints of names, but not behind a hyphen, which could be taken for ours. */
function wrap(text: string, width: number): string[] {
  const chunk = new RegExp(`.{1,${width}}`, "g");
  const pieces = (text.match(/[^ /@_.]*[ /@_.]*/g) ?? []).flatMap((piece) => piece.match(chunk) ?? []);
  const lines: string[] = [];
  for (const piece of pieces) {
    const longer = `${lines.at(-1) ?? ""}${piece}`;
    if (lines.length > 0 && longer.trimEnd().length <= width) lines[lines.length - 1] = longer;
    else lines.push(piece);
  }
  return lines.map((line) => line.trimEnd());
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
