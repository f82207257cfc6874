import { appStageOf } from "../../sst/names.ts";
import type { QueryRequest } from "../api.ts";
import type { AuditEvent, AuditResponse, ChainResponse, ChainRow } from "../audit-api.ts";
import type { WrittenEntry } from "../ledger/ledger.ts";
import { placedEntry } from "../ledger/placement.ts";
import { type Home, namedParameter, type ProtectedParameter } from "../parameter.ts";
import { nameInArn } from "../parameter-arn.ts";
import type { Clock, LedgerIndex, StatusReader } from "../ports.ts";
import { unknownParameter } from "../query/history.ts";
import { gather } from "./gather.ts";
import { endOfNextMonth, type Span, spanPage } from "./months.ts";

type Target = { app?: string | undefined; stage?: string | undefined; name?: string | undefined };
type ChainReader = { index: Pick<LedgerIndex, "chain"> };

/** The end of time, as ISO 8601 writes it in four digits. */
const NEVER = "9999-12-31T23:59:59.999Z";

/**
 * One page of the trail: what happened to one parameter in its ledger's order, or to all (of an app) oldest
 * first. What cannot be read is named, not left out: whoever hides an entry that way is told on.
 * @throws VaultError `NotFound` for a parameter the vault never saw
 */
export async function audit(
  {
    index,
    status,
    clock,
  }: {
    index: Pick<LedgerIndex, "chain" | "month" | "hasMonth">;
    status: Pick<StatusReader, "live">;
    clock: Pick<Clock, "now">;
  },
  home: Home,
  request: Extract<QueryRequest, { op: "audit" }>,
): Promise<AuditResponse> {
  const start = request.nextToken ?? null;
  const parameter = one(home, request);
  const span = spanOf(request, parameter ? NEVER : endOfNextMonth(clock.now()));
  const { rows, next } = parameter
    ? await gather(start, (page) => index.chain(parameter.arn, page))
    : await gather(start, (page) => spanPage(index, span, page));
  if (parameter && start === null && rows.length === 0 && !(await status.live(parameter.arn))) {
    throw unknownParameter(parameter);
  }
  const events: AuditEvent[] = [];
  const unreadable: string[] = [];
  for (const row of rows.filter(ofApp(home, request))) {
    const placed = placedEntry(home, row);
    if ("problem" in placed) unreadable.push(`${nameInArn(home, row.parameter)}#${row.seq}`);
    else if (span.from <= placed.entry.time && placed.entry.time <= span.to) events.push(auditEvent(placed.entry, row));
  }
  return { events, ...(unreadable.length > 0 && { unreadable }), ...(next !== null && { nextToken: next }) };
}

/** One page of the rows of one parameter, of an app or of all, as they are stored: the caller checks them. */
export async function chainRows(
  { index }: ChainReader,
  home: Home,
  request: Extract<QueryRequest, { op: "chain" }>,
): Promise<ChainResponse> {
  const arn = one(home, request)?.arn ?? null;
  const { rows, next } = await gather(request.nextToken ?? null, (page) => index.chain(arn, page));
  return { rows: rows.filter(ofApp(home, request)), ...(next !== null && { nextToken: next }) };
}

/** The one parameter a request names, or null where it is about several. */
function one(home: Home, { app, stage, name }: Target): ProtectedParameter | null {
  return stage === undefined && name === undefined ? null : namedParameter(home, { app, stage, name });
}

/** By the rows' own keys, since a body that was changed may claim another app. */
function ofApp(home: Home, { app }: Target): (row: ChainRow) => boolean {
  return ({ parameter }) => app === undefined || appStageOf(home.prefix, nameInArn(home, parameter)).app === app;
}

/**
 * A span that is not asked to end ends where reading does: of one parameter nowhere. The vault itself writes no entry
 * of a time to come, so what is found there was put in, and is told: of all parameters up to the end of next month.
 * What is filed later still is told of the one parameter, and the chain it stands in is checked like any other.
 */
function spanOf({ since, until }: { since?: string | undefined; until?: string | undefined }, end: string): Span {
  const to = until === undefined ? end : new Date(until).toISOString();
  return { from: new Date(since ?? 0).toISOString(), to: to < end ? to : end };
}

function auditEvent(entry: WrittenEntry, { hash }: ChainRow): AuditEvent {
  const { seq, time, recordedAt, app, stage, name, type, actor, recoveryPoint, detail, life } = entry;
  const kept = recoveryPoint && {
    parameterVersion: recoveryPoint.version,
    life,
    source: recoveryPoint.source,
    type: recoveryPoint.type,
    tier: recoveryPoint.tier,
    keyId: recoveryPoint.keyId,
  };
  return {
    id: `${name}#${seq}`,
    seq,
    time,
    recordedAt,
    app,
    stage,
    name,
    type,
    actor,
    recoveryPoint: recoveryPoint?.id ?? null,
    detail: { ...detail, ...kept },
    hash,
  };
}
