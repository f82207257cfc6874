import type { ReportInput } from "../../lib/cli/audit/report-input.ts";
import type { AuditEvent, CheckReport } from "../../lib/vault/audit-api.ts";
import { ACCOUNT, DAY, END, iso, SECOND, tale } from "./report-tale.ts";

const APPS = ["shop", "billing", "docs-site", "gateway", "search", "mail", "reports", "identity"];
const STAGES = ["prod", "staging", "dev"];

interface Options {
  events?: number;
  stages?: number;
  days?: number;
  findings?: CheckReport["findings"];
  comparedWith?: CheckReport["comparedWith"];
}

/**
 * A report as it comes out of a real account: stages are deployed and rotated, now and then deleted, broken and
 * restored. The same options give the same report. `reportSample({ events: 3_000, stages: 40, days: 365 })` is a
 * large one.
 */
export function reportSample(options: Options = {}): ReportInput {
  const { events: count = 60, stages = 5, days = 30, findings = [], comparedWith = null } = options;
  const start = END - days * DAY;
  const draw = random(count * 31 + stages);
  const tales = Array.from({ length: stages }, (_, n) => {
    const [app, stage] = [APPS[Math.floor(n / 3) % APPS.length] ?? "", n < 24 ? STAGES[n % 3] : `pr-${n + 17}`];
    return tale(app, stage ?? "", start + draw() * DAY, n % 2 === 1);
  });
  const told = () => tales.flatMap(({ events }) => events);
  for (let all = told().length; all < count; all = told().length) {
    // The first stages more often than the last: production moves more than a branch.
    const { happens } = tales[Math.floor(draw() * draw() * stages)] ?? tale("", "", start, false);
    happens(start + DAY + (all / count) * (END - start - 2 * DAY) + draw() * 6 * 3_600 * SECOND, draw(), draw());
  }
  const events = told().sort((a, b) => a.time.localeCompare(b.time) || a.seq - b.seq);
  events.splice(count);
  const heads = Object.fromEntries(events.map(({ name, seq, hash }) => [name, { seq, hash }]));
  const checked = { parameters: stages, entries: count, findings, heads, comparedWith, ok: findings.length === 0 };
  return {
    account: ACCOUNT,
    region: "eu-west-1",
    vault: "sst-vault",
    version: "0.1.0",
    createdAt: iso(END),
    filter: { app: null, stage: null, name: null, since: iso(start), until: null },
    parameters: tales.map(({ summary }) => summary(events)),
    events: withoutLooseEnds(events),
    check: { account: ACCOUNT, region: "eu-west-1", checkedAt: iso(END - 4 * SECOND), ...checked },
  };
}

/** Joins between a change and its call hold only where both are told. */
function withoutLooseEnds(events: AuditEvent[]): AuditEvent[] {
  const told = new Set(events.map(({ id }) => id));
  return events.map((event) => {
    const { explains, explainedBy, ...detail } = event.detail;
    const held = Object.entries({ explains, explainedBy }).filter(([, id]) => told.has(id as string));
    return { ...event, detail: { ...detail, ...Object.fromEntries(held) } };
  });
}

/** Numbers from 0 to 1 that only look random (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
