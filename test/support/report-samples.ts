import { createHash } from "node:crypto";
import type { ReportInput } from "../../lib/cli/audit/report-input.ts";
import type { Verdict } from "../../lib/vault/api.ts";
import type { Actor, AuditEvent, CheckReport } from "../../lib/vault/audit-api.ts";

export const ACCOUNT = "111122223333";
const END = Date.parse("2026-12-01T08:00:00.000Z");
const SECOND = 1_000;
const DAY = 86_400 * SECOND;

const role = (name: string, session: string) => `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/${session}`;
const ANA = `arn:aws:iam::${ACCOUNT}:user/ana`;
const BEN = role("AWSReservedSSO_Administrator_1f0c9a7e55d2b384", "ben@example.com");
const CHLOE = role("AWSReservedSSO_Developer_6b0de2f1c4a97d30", "chloe@example.com");
const PARTNER = "arn:aws:sts::444455556666:assumed-role/partner-deploy/jo";
const VAULT = role("SstVault-RestoreRole4F0A1B2C-9d8e7f", "sst-vault-restore");
const ci = (app: string) => role("ci-deploy", `deploy-${app}`);
const APPS = ["shop", "billing", "docs-site", "gateway", "search", "mail", "reports", "identity"];
const STAGES = ["prod", "staging", "dev", "_fallback", "load-test"];

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
    const { app, happens } = tales[Math.floor(draw() * draw() * stages)] ?? tale("", "", start, false);
    const author = [ci(app), ci(app), CHLOE, BEN, PARTNER][Math.floor(draw() * 5)] ?? ANA;
    happens(start + DAY + (all / count) * (END - start - 2 * DAY) + draw() * 6 * 3_600 * SECOND, author, draw());
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

/** An event with what a test is about; everything else is as it mostly is. */
export function sampleEvent(rest: Partial<AuditEvent> = {}): AuditEvent {
  const { name = "/sst/passphrase/shop/prod", seq = 1, time = "2026-11-23T14:54:15.291Z" } = rest;
  const id = `${name}#${seq}`;
  const event = { id, seq, time, recordedAt: time, app: "shop", stage: "prod", name, hash: sha256(id), detail: {} };
  return { ...event, type: "updated", actor: { arn: ANA, proof: "ssm" }, recoveryPoint: null, ...rest };
}

/** What happens to one stage, which begins at `since`; where that is before the vault, it is told a day later. */
function tale(app: string, stage: string, since: number, beforeVault: boolean) {
  const name = `/sst/passphrase/${app}/${stage}`;
  const events: AuditEvent[] = [];
  const points: string[] = [];
  let [version, life, now, hash]: [number, number, number, string] = [0, 1, 0, sha256(name)];
  const at = (time: number) => {
    now = Math.max(time, now + 2 * SECOND);
  };

  function note(type: AuditEvent["type"], by: string | null, detail: AuditEvent["detail"], late = SECOND) {
    const proof = ({ restored: "stated", "restore-refused": "stated", "api-call": "trail" } as const)[
      type as "restored"
    ];
    const seq = events.length + 1;
    hash = sha256(hash + seq + type + now);
    const [time, recordedAt] = [iso(now), iso(now + late)];
    const actor: Actor | null =
      by === null ? null : { arn: by, proof: type === "deleted" ? "trail" : (proof ?? "ssm") };
    const recoveryPoint = type === "created" || type === "updated" ? points.at(-1) : detail.recoveryPoint;
    const rest = { app, stage, name, seq, time, recordedAt, type, actor, detail, hash };
    events.push(sampleEvent({ ...rest, recoveryPoint: (recoveryPoint as string | undefined) ?? null }));
    now += SECOND;
    return events.at(-1) as AuditEvent;
  }
  function written(by: string, extra: AuditEvent["detail"] = {}, late = SECOND) {
    version += 1;
    points.push(`${iso(now).replace(/[-:]/g, "")}-${version}`);
    const kept = { parameterVersion: version, life, source: by === VAULT ? "restore" : "event", ...extra };
    const as = { type: "SecureString", tier: "Standard", keyId: "alias/aws/ssm" };
    return note(version === 1 ? "created" : "updated", by, { ...kept, ...as }, late);
  }
  function called(eventName: string, by: string, change: AuditEvent | null, extra: AuditEvent["detail"] = {}) {
    const agent = by.includes("ci-deploy") ? "aws-sdk-go-v2/1.39.2 os/linux lang/go" : "aws-cli/2.31.14 md/prompt#off";
    const identityType = by.includes(":user/") ? "IAMUser" : "AssumedRole";
    const detail = { eventName, sourceIp: `198.51.100.${by.length}`, userAgent: agent, identityType };
    const call = note("api-call", by, { ...detail, failed: false, ...(change && { explains: change.id }), ...extra });
    if (change) change.detail.explainedBy = call.id;
  }
  function judged(from: Verdict, to: Verdict, reason: string, recoveryPoint: string | null = null) {
    note("verdict-changed", null, { from, to, cause: "capture", reason, recoveryPoint });
  }
  function deleted(by: string | null) {
    const lookup = `aws cloudtrail lookup-events --region eu-west-1 --lookup-attributes`;
    const ask = `${lookup} AttributeKey=ResourceName,AttributeValue=${name} --start-time ${iso(now - 60 * SECOND)}`;
    const gone = note("deleted", by, by === null ? { ask } : {});
    if (by) called("DeleteParameter", by, gone);
    [version, life] = [0, life + 1];
  }
  function broken(deleter: string | null, mender: string) {
    const right = points.at(-1) ?? "";
    deleted(deleter);
    judged("ok", "recoverable", `recovery point ${right} opens state and secrets, the parameter is gone`, right);
    called("PutParameter", ci(app), written(ci(app)));
    const stated = { statedReason: "deploys fail since this morning", warnings: [] };
    if (life % 2) {
      const refused = "the live value opens nothing, and a deploy holds the lock";
      note("restore-refused", mender, {
        ...stated,
        recoveryPoint: null,
        replaced: null,
        created: null,
        reason: refused,
      });
    }
    const replaced = points.at(-1);
    const restored = written(VAULT);
    called("PutParameter", VAULT, restored, { byVault: "restore" });
    const done = { ...stated, recoveryPoint: right, replaced, created: restored.recoveryPoint };
    note("restored", mender, { ...done, reason: `the value of recovery point ${right} is live again` });
    judged("recoverable", "ok", "the live value opens state and secrets");
  }

  function happens(time: number, by: string, chance: number) {
    at(time);
    if (chance < 0.56) called("PutParameter", by, written(by));
    else if (chance < 0.66) called("LabelParameterVersion", by, null);
    else if (chance < 0.76) called("DeleteParameter", by, null, { failed: true, errorCode: "AccessDenied" });
    else if (chance < 0.8) note("capture-missed", null, { reason: "deleted before it could be read" });
    else if (chance < 0.83) note("revealed", by, { recoveryPoint: points.at(-1), statedReason: "handed to escrow" });
    else broken(chance < 0.91 ? ANA : null, chance < 0.95 ? BEN : CHLOE);
  }
  function summary(shown: AuditEvent[]) {
    const told = shown.filter((event) => event.name === name);
    const kept = told.filter(({ type }) => type === "created" || type === "updated");
    const last = told.findLast(({ type }) => type === "created" || type === "deleted");
    const judged = (told.findLast(({ type }) => type === "verdict-changed")?.detail.to as Verdict) ?? "unproven";
    const verdict = last?.type === "deleted" ? ("recoverable" as const) : judged;
    const newest = kept.at(-1);
    const by = { createdBy: newest?.actor?.arn ?? null, source: "event" as const };
    const when = newest && { createdAt: newest.time, capturedAt: newest.recordedAt, id: newest.recoveryPoint ?? "" };
    const latest = when ? { ...when, ...by } : null;
    const counts = { recoveryPoints: kept.length, entries: told.length, live: last?.type === "created" };
    const proof = {
      verdict,
      provedAt: told.at(-1)?.recordedAt ?? iso(END),
      protectedSince: told[0]?.recordedAt ?? null,
    };
    return { account: ACCOUNT, region: "eu-west-1", app, stage, name, latest, ...counts, ...proof };
  }

  at(since);
  written(ANA, beforeVault ? { beforeVault } : {}, beforeVault ? DAY : SECOND);
  judged("unproven", "ok", "the live value opens state and secrets");
  return { app, events, happens, summary };
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

const iso = (time: number) => new Date(time).toISOString();
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
