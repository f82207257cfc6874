import { pieces, wholeWidth } from "./pieces.ts";
import { GAP, type MeasuredCell } from "./table-row.ts";
import { textWidth } from "./text-width.ts";

/** What the width of a column depends on. */
export interface Sized {
  /** Its place among the cells. */
  index: number;
  width: number;
  flexible?: boolean;
  optional?: boolean;
}

/** How narrow a column may get before words are broken, and how narrow at all. */
type Floor = "ofWords" | "ofAll";

interface Flexible extends Record<Floor, number> {
  column: Sized;
  width: number;
  /** How many of its cells are how wide. */
  spread: ReadonlyMap<number, number>;
}

/** No flexible column gets narrower: some letters of it must stand together. */
const NARROWEST = 8;
/** What is longer without a place to break it is broken all the same: no column is kept wide for it. */
const LONG_WORD = 20;

/** How wide columns are beside each other. */
export function total(columns: readonly Sized[]): number {
  return columns.reduce((sum, { width }) => sum + width + GAP.length, -GAP.length);
}

/**
 * Columns that are at most `width` wide together, where that can be: without those that can be left out, and with
 * flexible ones narrowed where that takes the fewest lines. So one long name goes on in many lines, rather than every
 * row in two; and where all is the same, the widest column gives way.
 */
export function fitted<C extends Sized>(columns: readonly C[], cells: readonly MeasuredCell[][], width: number): C[] {
  const shown = columns.filter(({ optional }) => !optional);
  const flexible = shown.filter((column) => column.flexible).map((column) => asFlexible(column, cells));
  narrow(flexible, "ofWords", total(shown) - width);
  const widths = () => shown.map((column) => ({ ...column, width: widthOf(column, flexible) }));
  narrow(flexible, "ofAll", total(widths()) - width);
  return widths();
}

function widthOf(column: Sized, flexible: readonly Flexible[]): number {
  return flexible.find((one) => one.column === column)?.width ?? column.width;
}

function asFlexible(column: Sized, cells: readonly MeasuredCell[][]): Flexible {
  const { index, width } = column;
  const spread = new Map<number, number>();
  let [word, whole] = [0, 0];
  for (const row of cells) {
    const cell = row[index];
    if (!cell) continue;
    spread.set(cell.width, (spread.get(cell.width) ?? 0) + 1);
    if (cell.width <= word) continue;
    whole = Math.max(whole, wholeWidth(cell.text));
    const words = cell.text.split(" ").flatMap(pieces).map(textWidth);
    word = Math.max(word, whole, ...words.map((wide) => (wide <= LONG_WORD ? wide : NARROWEST)));
  }
  return { column, width, spread, ofWords: word, ofAll: Math.max(whole, Math.min(word, NARROWEST)) };
}

/** Takes so much width away, unless the floor comes first: each time from where a character of it costs the least. */
function narrow(flexible: readonly Flexible[], floor: Floor, over: number): void {
  let left = over;
  while (left > 0) {
    const steps = flexible.flatMap((one) => cheapest(one, Math.max(one[floor], one.width - left)) ?? []);
    const [best] = steps.sort((a, b) => a.cost - b.cost || b.one.width - a.one.width);
    if (!best) return;
    left -= best.one.width - best.to;
    best.one.width = best.to;
  }
}

/** The width, not below `least`, that a column gets to at the lowest cost: lines more for each character less. */
function cheapest(one: Flexible, least: number): { one: Flexible; to: number; cost: number } | null {
  const now = lines(one, one.width);
  let best: { one: Flexible; to: number; cost: number } | null = null;
  for (let to = one.width - 1; to >= least; to--) {
    const cost = (lines(one, to) - now) / (one.width - to);
    if (!best || cost <= best.cost) best = { one, to, cost };
  }
  return best;
}

/** About how many lines a column's cells take: each as many as its width is times that of the column. */
function lines({ spread }: Flexible, width: number): number {
  let sum = 0;
  for (const [wide, count] of spread) sum += count * Math.ceil(wide / width);
  return sum;
}
