import { randomBytes } from "node:crypto";
import { chain, chainStart, type Draft, type LedgerRow, type Tip } from "../../lib/vault/ledger/ledger.ts";
import { newRecoveryPointId } from "../../lib/vault/ledger/recovery-point.ts";
import { sealContext, sealedDigest } from "../../lib/vault/ledger/seal.ts";
import type { ProtectedParameter } from "../../lib/vault/parameter.ts";
import type { LiveRow } from "../../lib/vault/status/live-row.ts";

const TIME = "2026-11-22T12:00:00.123Z";

/** An entry that carries no recovery point. */
export function note(rest: Partial<Draft> = {}): Draft {
  return {
    type: "restore-refused",
    time: TIME,
    life: 1,
    actor: null,
    recoveryPoint: null,
    sealed: null,
    detail: { reason: "a test" },
    requestId: null,
    ...rest,
  };
}

/** An entry that carries a recovery point, its sealed value in so many parts of random bytes. */
export function point(
  parameter: ProtectedParameter,
  { life = 1, version = 1, parts = 1, createdAt = TIME } = {},
): Draft {
  const id = newRecoveryPointId(createdAt, version, new Set());
  const sealed = {
    context: sealContext(parameter, id),
    parts: Array.from({ length: parts }, () => new Uint8Array(randomBytes(300))),
  };
  const recoveryPoint = {
    id,
    life,
    version,
    createdAt,
    createdBy: "arn:aws:iam::000000000000:user/dev",
    source: "event" as const,
    type: "SecureString",
    tier: "Standard",
    keyId: "alias/aws/ssm",
    description: null,
    allowedPattern: null,
    dataType: "text",
    policies: [],
    labels: [],
    tags: {},
    sealedDigest: sealedDigest(sealed),
  };
  return note({
    type: version === 1 ? "created" : "updated",
    time: createdAt,
    life,
    recoveryPoint,
    sealed,
    detail: {},
  });
}

/** Rows that chain `drafts` after `after` (a ledger's last row, or its start), recorded at `now`. */
export function rowsOf(
  parameter: ProtectedParameter,
  drafts: Draft[],
  { after, now = TIME }: { after?: LedgerRow | undefined; now?: string } = {},
): LedgerRow[] {
  const start: Tip = { seq: 0, hash: chainStart(parameter.arn), kept: 0 };
  const tip = after ? { seq: after.entry.seq, hash: after.hash, kept: after.entry.kept } : start;
  return chain(parameter, tip, drafts, now);
}

/** A live row of that `seq`. */
export function sampleLive(parameter: ProtectedParameter, seq: number, rest: Partial<LiveRow> = {}): LiveRow {
  const { arn, ...identity } = parameter;
  return {
    parameter: arn,
    ...identity,
    seq,
    life: 1,
    live: true,
    recoveryPoints: 1,
    unread: 0,
    latest: {
      id: "20261122T120000.123Z-1",
      createdAt: TIME,
      createdBy: null,
      capturedAt: TIME,
      source: "event",
    },
    livePoint: "20261122T120000.123Z-1",
    version: 1,
    createdAt: TIME,
    ...rest,
  };
}
