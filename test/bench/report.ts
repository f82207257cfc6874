import { style } from "../../lib/cli/render/style.ts";
import { type Cell, table } from "../../lib/cli/render/table.ts";
import type { Measured } from "./measure.ts";

const COLUMNS = [
  { head: "WHAT" },
  { head: "MEASURED", align: "right" as const },
  { head: "BOUND", align: "right" as const },
  { head: "RATIO", align: "right" as const },
  { head: "AIM", align: "right" as const },
  { head: "THE BOUND IS" },
];

/** What was measured, as a table. */
export function report(measured: readonly Measured[]): string {
  const rows = measured.map(({ what, ours, bound, against, unit, aim }): Cell[] => {
    const ratio = bound === null ? null : ours / bound;
    return [
      what,
      `${rounded(ours)} ${unit}`,
      bound === null ? "" : `${rounded(bound)} ${unit}`,
      ratio === null ? "" : ratio.toFixed(2),
      aim === null ? "" : `≤ ${aim}`,
      against,
    ];
  });
  return table(COLUMNS, rows, Number.POSITIVE_INFINITY, style(false));
}

function rounded(number: number): string {
  return number >= 100 ? number.toFixed(0) : number >= 10 ? number.toFixed(1) : number.toFixed(2);
}
