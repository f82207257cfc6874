import { explained } from "../../vault/audit/explain.ts";
import { type AuditEvent, AuditResponse } from "../../vault/audit-api.ts";
import { byText } from "../../vault/text-order.ts";
import type { Context } from "../context.ts";
import { eachPage } from "../pages.ts";
import { type AuditRequest, isOne, type Scope } from "./request.ts";
import { refuseUnknownApp } from "./unknown.ts";

/** What happened, as it is read: once, and page by page. */
export interface Trail {
  account: string;
  region: string;
  /** Each change joined with the call that explains it, oldest first. */
  events: AsyncGenerator<AuditEvent, void>;
  /** Ids of entries that could not be read so far. */
  unreadable: string[];
}

/**
 * Asks for a trail; the first page that tells something is read.
 * @throws VaultError `NotFound` where it is about what nobody knows
 */
export async function openTrail(
  context: Context,
  { scope, span }: Pick<AuditRequest, "scope" | "span">,
): Promise<Trail> {
  const { firstPage, pages } = await firstEvents(context, { ...scope, ...span });
  // Only now: what the ledger has of an app is told, at whatever time, and whatever else of it is gone.
  const ever = async () => Object.keys(span).length > 0 && !isEmpty((await firstEvents(context, scope)).firstPage);
  if (isEmpty(firstPage)) await refuseUnknownApp(context, scope, ever);
  const { account, region } = firstPage;
  const unreadable: string[] = [];
  const read = async function* () {
    yield* taken(firstPage, unreadable);
    for await (const page of pages) yield* taken(page, unreadable);
  };
  return { account, region, events: isOne(scope) ? ofOne(read(), region) : explained(read(), region), unreadable };
}

async function firstEvents(context: Context, about: Scope & AuditRequest["span"]) {
  const pages = eachPage(context, { op: "audit", ...about }, AuditResponse, ({ events }) => events.length);
  let first = await pages.next();
  while (!first.done && isEmpty(first.value) && first.value.nextToken !== undefined) first = await pages.next();
  if (first.done) throw new Error("an answer has at least one page");
  return { firstPage: first.value, pages };
}

function isEmpty({ events, unreadable = [] }: AuditResponse): boolean {
  return events.length + unreadable.length === 0;
}

function taken(page: AuditResponse, unreadable: string[]): AuditEvent[] {
  unreadable.push(...(page.unreadable ?? []));
  return page.events;
}

/** One parameter's events come in its ledger's order; they are few enough to be put into the order of time. */
async function* ofOne(read: AsyncIterable<AuditEvent>, region: string): AsyncGenerator<AuditEvent, void> {
  const events: AuditEvent[] = [];
  for await (const event of read) events.push(event);
  events.sort((a, b) => byText(a.time, b.time) || a.seq - b.seq);
  // Joined to the end first: a call may turn out to explain a deletion that is told later.
  const joined: AuditEvent[] = [];
  for await (const event of explained(events, region)) joined.push(event);
  yield* joined;
}
