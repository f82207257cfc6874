import { describe, expect, test } from "vitest";
import { explained } from "../../../../lib/vault/audit/explain.ts";
import type { AuditEvent } from "../../../../lib/vault/audit-api.ts";
import { apiCall, auditEvent } from "../../../support/audit-samples.ts";

const at = (second: number) => new Date(Date.parse("2026-11-22T12:00:00.000Z") + second * 1000).toISOString();
const deleted = (seq: number, second: number) => auditEvent({ seq, type: "deleted", time: at(second) });
const created = (seq: number, second: number) =>
  auditEvent({ seq, time: at(second), actor: { arn: "carol", proof: "ssm" }, detail: { parameterVersion: 1 } });
const call = (seq: number, second: number, arn: string) =>
  apiCall("DeleteParameter", { seq, time: at(second), actor: { arn, proof: "trail" } });

/** Who is told to have made each deletion, in the order of time. */
async function deleters(...events: AuditEvent[]): Promise<(string | null)[]> {
  const told: AuditEvent[] = [];
  for await (const event of explained(events, "eu-west-1")) told.push(event);
  return told.filter(({ type }) => type === "deleted").map(({ actor }) => actor?.arn ?? null);
}

describe("of two deletions within seconds a call is the one's that it lies nearest to:", () => {
  test("the other has nobody, where the trail lacks its call", async () => {
    expect(await deleters(deleted(1, 10), created(2, 11.1), deleted(3, 12), call(4, 12, "bob"))).toEqual([null, "bob"]);
    expect(await deleters(deleted(1, 10), call(2, 10, "ann"), created(3, 11.1), deleted(4, 12))).toEqual(["ann", null]);
  });

  test("also where the nearer one comes later than the call may lie from the first", async () => {
    const elsewhere = auditEvent({ seq: 9, stage: "other", time: at(12.5) });
    const events = [deleted(1, 10), created(2, 11.1), call(3, 12, "bob"), elsewhere, deleted(4, 13)];
    expect(await deleters(...events)).toEqual([null, "bob"]);
  });

  test("each has its own where the trail tells of both", async () => {
    const events = [deleted(1, 10), call(2, 10, "ann"), created(3, 11.1), deleted(4, 12), call(5, 12, "bob")];
    expect(await deleters(...events)).toEqual(["ann", "bob"]);
    expect(await deleters(deleted(1, 10), deleted(2, 10), call(3, 10, "ann"), call(4, 10, "bob"))).toEqual([
      "ann",
      "bob",
    ]);
  });

  test("the earlier one's, where it lies as near to both", async () => {
    expect(await deleters(deleted(1, 10), call(2, 11, "bob"), deleted(3, 12))).toEqual(["bob", null]);
  });
});
