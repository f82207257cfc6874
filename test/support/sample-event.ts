import { createHash } from "node:crypto";
import type { AuditEvent } from "../../lib/vault/audit-api.ts";

/** An event with what a test is about; everything else is as it mostly is. */
export function sampleEvent(rest: Partial<AuditEvent> = {}): AuditEvent {
  const { name = "/sst/passphrase/shop/prod", seq = 1, time = "2026-11-23T14:54:15.291Z" } = rest;
  const id = `${name}#${seq}`;
  const event = {
    id,
    seq,
    time,
    recordedAt: time,
    app: "shop",
    stage: "prod",
    name,
    hash: createHash("sha256").update(id).digest("hex"),
    detail: {},
  };
  return {
    ...event,
    type: "updated",
    actor: { arn: "arn:aws:iam::111122223333:user/ana", proof: "ssm" },
    recoveryPoint: null,
    ...rest,
  };
}
