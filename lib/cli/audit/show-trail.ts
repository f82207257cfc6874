import type { AuditEvent } from "../../vault/audit-api.ts";
import { commandLine } from "../command-line.ts";
import type { Context } from "../context.ts";
import { heading } from "../render/heading.ts";
import { nameCells } from "../render/parameter.ts";
import { plain } from "../render/plain.ts";
import { type Cell, type Column, table } from "../render/table.ts";
import { utc } from "../render/when.ts";
import { wrapped } from "../render/wrapped.ts";
import type { Trail } from "./trail.ts";
import { whatCell, whoText } from "./words.ts";

const TIME: Column = { head: "TIME (UTC)", narrow: "YYYY-MM-DD".length };
const WHERE: Column[] = [
  { head: "APP", flexible: true },
  { head: "STAGE", flexible: true },
];
const DEED: Column[] = [{ head: "WHAT", flexible: true }, { head: "WHO", flexible: true }, { head: "KNOWN BY" }];

/**
 * The trail as a table. A call that a change stands for is not told twice: the change says that a trail knows of
 * it. `one`: all of it is about one parameter, which is then named once.
 */
export function trailTable(
  { io, style }: Pick<Context, "io" | "style">,
  { account, region }: Pick<Trail, "account" | "region">,
  events: readonly AuditEvent[],
  one: boolean,
): string {
  const home = heading({ account, region });
  const [first] = events;
  if (!first) return `${home}\nno events\n`;
  const told = events.filter(({ detail }) => detail.explains === undefined);
  const rows = told.map((event): Cell[] => [
    utc(event.time),
    ...(one ? [] : nameCells(event)),
    whatCell(event),
    whoText(event, account),
    knownBy(event),
  ]);
  const columns = [TIME, ...(one ? [] : WHERE), ...DEED];
  const what = one ? `${plain(first.name)}\n` : "";
  return `${home}${what}\n${table(columns, rows, io.columns, style)}`;
}

/** How its author is known: by Parameter Store's own word, by that and a trail, by what a caller said of itself … */
function knownBy({ actor, detail }: AuditEvent): string {
  if (!actor) return "";
  return actor.proof !== "trail" && detail.explainedBy !== undefined ? `${actor.proof}, trail` : actor.proof;
}

/** What a user who sees this trail wants to know next: what there is at all, or who made the newest deletion. */
export function afterTrail({ io, options }: Pick<Context, "io" | "options">, events: readonly AuditEvent[]): string {
  if (events.length === 0) return `\n${commandLine(options, "list", [])}\n  shows what is protected\n`;
  const newest = events.findLast(({ detail }) => typeof detail.ask === "string");
  if (!newest) return "";
  const { name, time, detail } = newest;
  const what = `nobody told who deleted ${plain(name)} (${plain(utc(time))} UTC); CloudTrail keeps it for 90 days:`;
  return `\n${wrapped(what, io.columns).join("\n")}\n${plain(String(detail.ask))}\n`;
}
