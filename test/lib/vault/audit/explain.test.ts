import { describe, expect, test } from "vitest";
import { explained } from "../../../../lib/vault/audit/explain.ts";
import type { AuditEvent } from "../../../../lib/vault/audit-api.ts";
import { ALICE, apiCall, auditEvent } from "../../../support/audit-samples.ts";
import { at, explain, joined } from "./explain-scene.ts";

describe("a call explains the change it made", () => {
  test.each([
    { eventName: "PutParameter", type: "created" as const },
    { eventName: "PutParameter", type: "updated" as const },
    { eventName: "DeleteParameter", type: "deleted" as const },
    { eventName: "DeleteParameters", type: "deleted" as const },
  ])("$eventName a $type, whichever is told first", async ({ eventName, type }) => {
    const call = () => apiCall(eventName, { seq: 1, time: at("10:00:00.000") });
    const [first, then] = await explain(call(), auditEvent({ seq: 2, time: at("10:00:02.000"), type }));
    expect(joined(then, first)).toBe(true);

    const [change, later] = await explain(auditEvent({ seq: 2, time: at("09:59:58.000"), type }), call());
    expect(joined(change, later)).toBe(true);
  });

  test("and names its actor where nobody else did", async () => {
    const ssm = { arn: "arn:aws:iam::111122223333:role/Deploy", proof: "ssm" as const };
    const [, deleted] = await explain(apiCall("DeleteParameter"), auditEvent({ seq: 2, type: "deleted" }));
    const [, created] = await explain(apiCall("PutParameter"), auditEvent({ seq: 2, actor: ssm }));
    expect(deleted).toMatchObject({ actor: { arn: ALICE, proof: "trail" } });
    expect(created).toMatchObject({ actor: ssm });
  });

  test("also where the trail names no caller", async () => {
    const call = apiCall("DeleteParameter", { actor: null });
    const [first, deleted] = await explain(call, auditEvent({ seq: 2, type: "deleted" }));
    expect(joined(deleted, first)).toBe(true);
    expect(deleted?.actor).toBeNull();
    expect(deleted?.detail.ask).toBeUndefined();
  });

  test("each its own, nearest in time", async () => {
    const [one, two, first, second] = await explain(
      apiCall("PutParameter", { seq: 1, time: at("10:00:00.000") }),
      apiCall("PutParameter", { seq: 2, time: at("10:00:01.000") }),
      auditEvent({ seq: 3, time: at("10:00:00.900") }),
      auditEvent({ seq: 4, type: "updated", time: at("10:00:01.400") }),
    );
    expect(joined(first, one)).toBe(true);
    expect(joined(second, two)).toBe(true);
  });

  test("of the version it made, where both tell it", async () => {
    const [one, two, first, second] = await explain(
      apiCall("PutParameter", { seq: 1, detail: { version: 8 } }),
      apiCall("PutParameter", { seq: 2, detail: { version: 7 } }),
      auditEvent({ seq: 3, type: "updated", time: at("10:00:00.100"), detail: { parameterVersion: 7 } }),
      auditEvent({ seq: 4, type: "updated", time: at("10:00:00.200"), detail: { parameterVersion: 8 } }),
    );
    expect(joined(first, two)).toBe(true);
    expect(joined(second, one)).toBe(true);
  });
});

describe("a call does not explain", () => {
  const change = (changes: Partial<AuditEvent> = {}) => auditEvent({ seq: 2, type: "deleted", ...changes });

  test.each([
    { why: "what it was refused", call: apiCall("DeleteParameter", { detail: { failed: true } }), of: change() },
    { why: "another parameter", call: apiCall("DeleteParameter"), of: change({ stage: "prod" }) },
    { why: "what is further off", call: apiCall("DeleteParameter"), of: change({ time: at("10:00:02.001") }) },
    { why: "another kind of change", call: apiCall("PutParameter"), of: change() },
    { why: "anything but a change", call: apiCall("PutParameter"), of: change({ type: "restored" }) },
    { why: "a change by a label", call: apiCall("LabelParameterVersion"), of: change({ type: "updated" }) },
    { why: "anything by a call nobody knows", call: apiCall("constructor"), of: change() },
    {
      why: "another version",
      call: apiCall("PutParameter", { detail: { version: 1 } }),
      of: change({ type: "updated", detail: { parameterVersion: 2 } }),
    },
  ])("$why", async ({ call, of }) => {
    const [told, untold] = await explain(call, of);
    expect(told?.detail).not.toHaveProperty("explains");
    expect(untold).toMatchObject({ actor: null });
    expect(untold?.detail).not.toHaveProperty("explainedBy");
  });

  test("two changes", async () => {
    const told = await explain(
      apiCall("DeleteParameter"),
      change(),
      auditEvent({ seq: 3, time: at("10:00:00.500") }),
      change({ seq: 4, time: at("10:00:01.000") }),
    );
    expect(told.map(({ detail }) => detail.explainedBy)).toEqual([undefined, told[0]?.id, undefined, undefined]);
  });
});

test("nobody speaks in its name: what the ledger itself holds of that kind is left out", async () => {
  const forged = { explains: "x", explainedBy: "y", ask: "rm -rf ." };
  const [call, deleted, other] = await explain(
    apiCall("DeleteParameter", { detail: forged }),
    auditEvent({ seq: 2, type: "deleted", detail: forged }),
    auditEvent({ seq: 3, stage: "prod", type: "deleted", detail: forged }),
  );
  expect(joined(deleted, call)).toBe(true);
  expect(deleted?.detail).toEqual({ explainedBy: call?.id });
  expect(other?.detail).toEqual({ ask: expect.stringContaining("aws cloudtrail lookup-events") });
});

test("holds back the last seconds only, and keeps the order", async () => {
  let read = 0;
  function* many() {
    for (; read < 10_000; read++) {
      yield auditEvent({ seq: read, time: new Date(Date.parse(at("10:00:00.000")) + read * 500).toISOString() });
    }
  }
  let told = 0;
  for await (const { seq } of explained(many(), "eu-west-1")) {
    expect(seq).toBe(told++);
    expect(read - seq).toBeLessThan(10);
  }
  expect(told).toBe(10_000);
});
