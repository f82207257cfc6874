import type { EarlierReport } from "../../vault/audit/ledger-check.ts";
import type { AuditEvent } from "../../vault/audit-api.ts";
import { plain } from "../../vault/plain.ts";
import { commandLine } from "../command-line.ts";
import type { Context } from "../context.ts";
import { DONE, type ExitCode, FINDINGS } from "../exit-codes.ts";
import { wrapped } from "../render/wrapped.ts";
import { checkChains } from "./check.ts";
import { trailCsv } from "./csv.ts";
import { auditPage } from "./html/page.ts";
import { trailJson } from "./json.ts";
import { gatherReport } from "./report.ts";
import { type AuditRequest, scopeWords } from "./request.ts";
import { afterCheck, checkText } from "./show-check.ts";
import { afterTrail, trailTable } from "./show-trail.ts";
import { openTrail, type Trail } from "./trail.ts";

/** A result, piece by piece. Nothing is asked before the first piece is wanted, so that a file is opened before. */
export type Telling = AsyncGenerator<string, Ending>;

/** What there is to say besides on stderr once all is told, and how it ends. */
export interface Ending {
  talk: string;
  exitCode: ExitCode;
}

/** The trail as a table, JSON or CSV; the latter two are written while they are read, however much it is. */
export async function* tellTrail(context: Context, request: AuditRequest): Telling {
  const trail = await openTrail(context, request);
  let talk = "";
  if (request.format === "json") yield* trailJson(trail);
  else if (request.format === "csv") yield* trailCsv(trail);
  else {
    const events: AuditEvent[] = [];
    for await (const event of trail.events) events.push(event);
    yield trailTable(context, trail, events, request);
    talk = afterTrail(context, events, request);
  }
  if (trail.unreadable.length === 0) return { talk, exitCode: DONE };
  return { talk: talk + unreadableNote(context, request, trail), exitCode: FINDINGS };
}

/** The result of a check, as a table or JSON. */
export async function* tellCheck(context: Context, request: AuditRequest, earlier: EarlierReport | null): Telling {
  const { report } = await checkChains(context, request.scope, earlier);
  const json = request.format === "json";
  yield json ? `${JSON.stringify(report, null, 2)}\n` : checkText(context, report);
  return { talk: json ? "" : afterCheck(context, request, report), exitCode: report.ok ? DONE : FINDINGS };
}

/** The trail, and a check, as one page. */
export async function* tellReport(context: Context, request: AuditRequest, earlier: EarlierReport | null): Telling {
  const input = await gatherReport(context, request, earlier);
  yield auditPage(input);
  return { talk: "", exitCode: input.check.ok ? DONE : FINDINGS };
}

function unreadableNote({ io, options }: Context, { scope }: AuditRequest, { unreadable }: Trail): string {
  const [first = "", ...others] = unreadable;
  const what =
    others.length > 0
      ? `${plain(first)} and ${others.length} more cannot be read, or stand where they do not belong. What is wrong with them:`
      : `${plain(first)} cannot be read, or stands where it does not belong. What is wrong with it:`;
  const note = `this is not all: ${what}`;
  return `\n${wrapped(note, io.columns).join("\n")}\n${commandLine(options, "audit", scopeWords(scope), ["--check"])}\n`;
}
