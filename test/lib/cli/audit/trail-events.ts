import type { AuditEvent } from "../../../../lib/vault/audit-api.ts";
import { ALICE, apiCall, auditEvent } from "../../../support/audit-samples.ts";
import { ACCOUNT } from "../harness.ts";

export const ci = { arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Deploy/ci-17`, proof: "ssm" as const };
const stated = { arn: ALICE, proof: "stated" as const };
export const at = (time: string) => `2026-11-22T${time}Z`;
const point = "20261120T100000.000Z-1";

/** What happened to two stages, by people who are known in three ways. */
export const events: AuditEvent[] = [
  auditEvent({
    seq: 1,
    time: at("01:00:00.000"),
    recordedAt: "2026-11-25T02:00:00.000Z",
    actor: ci,
    recoveryPoint: point,
  }),
  auditEvent({ seq: 2, time: at("02:00:00.000"), type: "verdict-changed", detail: { from: "unproven", to: "ok" } }),
  apiCall("DeleteParameter", { seq: 3, time: at("03:00:00.000"), recordedAt: at("03:04:00.000") }),
  auditEvent({ seq: 4, time: at("03:00:00.000"), type: "deleted" }),
  auditEvent({ seq: 5, time: at("03:00:01.000"), type: "verdict-changed", detail: { from: "ok", to: "recoverable" } }),
  apiCall("PutParameter", { seq: 6, time: at("03:10:00.000"), detail: { failed: true, errorCode: "AccessDenied" } }),
  auditEvent({ seq: 7, time: at("03:20:00.000"), type: "restored", actor: stated, detail: { recoveryPoint: point } }),
  auditEvent({ seq: 8, time: at("03:30:00.000"), type: "updated", actor: ci, detail: { parameterVersion: 2 } }),
  auditEvent({
    seq: 9,
    time: at("03:40:00.000"),
    type: "capture-missed",
    detail: { reason: "unreadable", from: 3, to: 5 },
  }),
  auditEvent({
    seq: 10,
    time: at("03:50:00.000"),
    type: "restore-refused",
    actor: stated,
    detail: { reason: "a deploy holds SST's lock" },
  }),
  auditEvent({ stage: "prod", time: at("04:00:00.000"), type: "deleted", detail: { observed: true } }),
];

/** The trail on pages of so many events. */
export const pagesOf = (size: number) => (_request: object, times: number) => ({
  events: events.slice(times * size, (times + 1) * size),
  ...((times + 1) * size < events.length && { nextToken: `page ${times + 2}` }),
});
