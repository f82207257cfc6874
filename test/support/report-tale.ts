import { createHash } from "node:crypto";
import type { Verdict } from "../../lib/vault/api.ts";
import type { Actor, AuditEvent } from "../../lib/vault/audit-api.ts";
import { sampleEvent } from "./sample-event.ts";

export const ACCOUNT = "111122223333";
export const END = Date.parse("2026-12-01T08:00:00.000Z");
export const SECOND = 1_000;
export const DAY = 86_400 * SECOND;

const role = (name: string, session: string) => `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/${session}`;
const ANA = `arn:aws:iam::${ACCOUNT}:user/ana`;
const BEN = role("AWSReservedSSO_Administrator_1f0c9a7e55d2b384", "ben@example.com");
const CHLOE = role("AWSReservedSSO_Developer_6b0de2f1c4a97d30", "chloe@example.com");
const PARTNER = "arn:aws:sts::444455556666:assumed-role/partner-deploy/jo";
const VAULT = role("SstVault-RestoreRole4F0A1B2C-9d8e7f", "sst-vault-restore");

/** How the author of an entry is known, where it is not Parameter Store that names him. */
const PROOFS: Partial<Record<AuditEvent["type"], Actor["proof"]>> = {
  restored: "stated",
  "restore-refused": "stated",
  revealed: "verified",
  deleted: "trail",
  "api-call": "trail",
};

/** What happens to one stage, which begins at `since`; where that is before the vault, it is told a day later. */
export function tale(app: string, stage: string, since: number, beforeVault: boolean) {
  const name = `/sst/passphrase/${app}/${stage}`;
  const events: AuditEvent[] = [];
  const points: string[] = [];
  let [version, life, now, hash]: [number, number, number, string] = [0, 1, 0, sha256(name)];
  /** Every run of the pipeline is a session of its own. */
  const pipeline = () => role("ci-deploy", `deploy-${Math.floor((now - END) / (6 * 3_600 * SECOND)) + 2_000}`);

  function note(type: AuditEvent["type"], by: string | null, detail: AuditEvent["detail"], late = SECOND) {
    const seq = events.length + 1;
    hash = sha256(hash + seq + type + now);
    const [time, recordedAt] = [iso(now), iso(now + late)];
    const actor = by === null ? null : { arn: by, proof: PROOFS[type] ?? "ssm" };
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
    const run = pipeline();
    deleted(deleter);
    judged("ok", "recoverable", `recovery point ${right} opens state and secrets, the parameter is gone`, right);
    called("PutParameter", run, written(run));
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

  function happens(time: number, chance: number, who: number) {
    now = Math.max(time, now + 2 * SECOND);
    const by = [pipeline(), pipeline(), CHLOE, BEN, PARTNER][Math.floor(who * 5)] ?? ANA;
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

  now = since;
  written(ANA, beforeVault ? { beforeVault } : {}, beforeVault ? DAY : SECOND);
  if (beforeVault) now += DAY;
  judged("unproven", "ok", "the live value opens state and secrets");
  return { events, happens, summary };
}

export const iso = (time: number) => new Date(time).toISOString();
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
