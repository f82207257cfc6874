import type { AuditEvent } from "../../lib/vault/audit-api.ts";

export const ALICE = "arn:aws:iam::111122223333:user/alice";

/** An event of the trail; its id is made of name and seq. */
export function auditEvent(changes: Partial<AuditEvent> = {}): AuditEvent {
  const { app = "shop", stage = "dev", seq = 1, time = "2026-11-22T10:00:00.000Z" } = changes;
  const name = changes.name ?? `/sst/passphrase/${app}/${stage}`;
  return {
    id: `${name}#${seq}`,
    seq,
    time,
    recordedAt: time,
    app,
    stage,
    name,
    type: "created",
    actor: null,
    recoveryPoint: null,
    detail: {},
    hash: String(seq).padStart(64, "0"),
    ...changes,
  };
}

/** A call as a trail tells of it: Alice's, and successful, unless said otherwise. */
export function apiCall(eventName: string, changes: Partial<AuditEvent> = {}): AuditEvent {
  return auditEvent({
    type: "api-call",
    actor: { arn: ALICE, proof: "trail" },
    ...changes,
    detail: { eventName, failed: false, ...changes.detail },
  });
}
