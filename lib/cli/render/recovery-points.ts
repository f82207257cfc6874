import type { RecoveryPointSummary } from "../../vault/api.ts";
import type { Context } from "../context.ts";
import { labelled } from "./labelled.ts";
import { opensText } from "./opens.ts";
import { type Cell, type Column, table } from "./table.ts";
import { age, utc } from "./when.ts";
import { who } from "./who.ts";

const COLUMNS: Column[] = [
  { head: "RECOVERY POINT" },
  { head: "LIVE" },
  { head: "CREATED (UTC)", optional: true },
  { head: "AGE", align: "right" },
  { head: "BY", flexible: true },
  { head: "KEPT BY" },
  { head: "OPENS", flexible: true },
];

/** Recovery points as a table, in the order given. The id begins with the time in UTC. */
export function recoveryPointTable(
  { io, style, clock }: Pick<Context, "io" | "style" | "clock">,
  points: RecoveryPointSummary[],
  account: string,
): string {
  const now = clock.now();
  const rows = points.map(({ id, live, createdAt, createdBy, source, opens }): Cell[] => [
    id,
    live ? { text: "live", format: "green" } : "",
    utc(createdAt),
    age(createdAt, now),
    who(createdBy, account),
    source,
    opensText(opens),
  ]);
  return table(COLUMNS, rows, io.columns, style);
}

/** What a recovery point is to a restore, as a labelled line: its id, and when and by whom its value was written. */
export function recoveryPointLines(
  label: string,
  id: string,
  points: RecoveryPointSummary[],
  account: string,
  { clock }: Pick<Context, "clock">,
): string {
  const first = labelled(label, id);
  const point = points.find((candidate) => candidate.id === id);
  if (!point) return first;
  const { createdAt, createdBy } = point;
  const written = `written ${utc(createdAt)} UTC (${age(createdAt, clock.now())} ago) by ${who(createdBy, account)}`;
  return first + labelled("", written);
}
