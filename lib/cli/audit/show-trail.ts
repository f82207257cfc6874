import type { AuditEvent } from "../../vault/audit-api.ts";
import { plain } from "../../vault/plain.ts";
import { commandLine } from "../command-line.ts";
import type { Context } from "../context.ts";
import { heading } from "../render/heading.ts";
import { nameCells } from "../render/parameter.ts";
import { type Cell, type Column, table } from "../render/table.ts";
import { utc } from "../render/when.ts";
import { wrapped } from "../render/wrapped.ts";
import { type AuditRequest, isOne, scopeWords } from "./request.ts";
import type { Trail } from "./trail.ts";
import { whatCell, whoText } from "./words.ts";

/** What a trail was asked for. */
type Asked = Pick<AuditRequest, "scope" | "span">;

const TIME: Column = { head: "TIME (UTC)" };
const WHERE: Column[] = [
  { head: "APP", flexible: true },
  { head: "STAGE", flexible: true },
];
const DEED: Column[] = [
  { head: "WHAT", flexible: true },
  { head: "WHO", flexible: true },
  { head: "KNOWN BY", flexible: true },
];

/**
 * The trail as a table. A call that a change stands for is not told twice: the change says that a trail knows of
 * it. Where all of it is about one parameter, that is named once.
 */
export function trailTable(
  { io, style }: Pick<Context, "io" | "style">,
  { account, region }: Pick<Trail, "account" | "region">,
  events: readonly AuditEvent[],
  { scope, span }: Asked,
): string {
  const home = heading({ account, region });
  const [first] = events;
  if (!first) return `${home}\nno events${spanText(span)}\n`;
  const one = isOne(scope);
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

/** Which time was looked at, where it was not all. */
function spanText({ since, until }: Asked["span"]): string {
  const [from, to] = [since, until].map((time) => time && `${utc(time)} UTC`);
  if (from && to) return ` from ${from} to ${to}`;
  return from ? ` since ${from}` : to ? ` until ${to}` : "";
}

/** What a user who sees this trail wants to know next: what there is at all, or who made the newest deletion. */
export function afterTrail(
  { io, options }: Pick<Context, "io" | "options">,
  events: readonly AuditEvent[],
  { scope, span }: Asked,
): string {
  if (events.length === 0) {
    const words = scopeWords(scope);
    if (Object.keys(span).length > 0) return `\n${commandLine(options, "audit", words)}\n  tells of all times\n`;
    // What is known has entries: where none is told, they are gone.
    if (words.length > 0)
      return `\n${commandLine(options, "audit", words, ["--check"])}\n  tells whether it is whole\n`;
    return `\n${commandLine(options, "list", [])}\n  shows what is protected\n`;
  }
  const newest = events.findLast(({ detail }) => typeof detail.ask === "string");
  if (!newest) return "";
  const { name, time, detail } = newest;
  const what = `nobody told who deleted ${plain(name)} (${plain(utc(time))} UTC); CloudTrail keeps it for 90 days:`;
  return `\n${wrapped(what, io.columns).join("\n")}\n${plain(String(detail.ask))}\n`;
}
