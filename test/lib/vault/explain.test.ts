import { describe, expect, test } from "vitest";
import type { AuditEvent } from "../../../lib/vault/audit-api.ts";
import { explained } from "../../../lib/vault/explain.ts";
import { ALICE, apiCall, auditEvent } from "../../support/audit-samples.ts";

const at = (time: string) => `2026-11-22T${time}Z`;

/** The events explained, by seq. */
async function explain(...events: AuditEvent[]): Promise<AuditEvent[]> {
  const told: AuditEvent[] = [];
  for await (const event of explained(events, "eu-west-1")) told.push(event);
  return told;
}

/** Whether change and call name each other. */
function joined(change: AuditEvent | undefined, call: AuditEvent | undefined): boolean {
  if (!change || !call) return false;
  return call.detail.explains === change.id && change.detail.explainedBy === call.id;
}

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

describe("a deletion of which nobody told when", () => {
  const created = (time: string, seq = 1) => auditEvent({ seq, time: at(time) });
  const call = (time: string, seq = 2) => apiCall("DeleteParameter", { seq, time: at(time) });
  const observed = (time: string, seq = 3) =>
    auditEvent({ seq, type: "deleted", time: at(time), detail: { observed: true } });

  test("is explained by the newest call since its life began, however long before", async () => {
    const [, , second, deleted] = await explain(
      created("10:00:00.300"),
      call("10:00:00.000"),
      call("10:30:00.000", 4),
      observed("11:00:00.000"),
    );
    expect(joined(deleted, second)).toBe(true);
    expect(deleted?.actor).toEqual({ arn: ALICE, proof: "trail" });
  });

  test("even where its life began in the second of the call", async () => {
    const [first, , deleted] = await explain(call("10:00:00.000"), created("10:00:00.300"), observed("11:00:00.000"));
    expect(joined(deleted, first)).toBe(true);
  });

  test("is not explained by a call of a life before, nor by one that made another deletion", async () => {
    const [before, , deleted] = await explain(
      call("09:00:00.000", 1),
      created("10:00:00.300", 2),
      observed("11:00:00.000"),
    );
    expect(before?.detail).not.toHaveProperty("explains");
    expect(deleted?.detail).not.toHaveProperty("explainedBy");

    const told = await explain(
      created("10:00:00.300"),
      call("10:10:00.000"),
      auditEvent({ seq: 3, type: "deleted", time: at("10:10:00.000") }),
      created("10:20:00.000", 4),
      observed("11:00:00.000", 5),
    );
    expect(told.map(({ detail }) => detail.explainedBy)).toEqual([
      undefined,
      undefined,
      told[1]?.id,
      undefined,
      undefined,
    ]);
  });

  test("is not explained by a call from before another deletion", async () => {
    const told = await explain(
      call("09:00:00.000"),
      auditEvent({ seq: 3, type: "deleted", time: at("10:00:00.000") }),
      auditEvent({ seq: 4, type: "updated", time: at("10:30:00.000") }),
      observed("11:00:00.000", 5),
    );
    expect(told.map(({ detail }) => detail.explainedBy)).toEqual([undefined, undefined, undefined, undefined]);
  });

  test("says where AWS can be asked about all the time it can have happened in", async () => {
    const [, deleted] = await explain(created("10:00:00.300"), observed("11:00:00.000"));
    expect(deleted?.detail.ask).toMatch(/^aws cloudtrail lookup-events .*\/sst\/passphrase\/shop\/dev/);
    expect(deleted?.detail.ask).toContain("2026-11-22T10:00:00");
    expect(deleted?.detail.ask).toContain("2026-11-22T11:00:00");

    const [, , again] = await explain(created("10:00:00.300"), observed("11:00:00.000"), observed("11:30:00.000", 4));
    expect(again?.detail.ask).toContain("--start-time 2026-11-22T11:00:00");
  });
});

test("a deletion that nothing explains says how to ask AWS about the minutes around it", async () => {
  const [deleted] = await explain(auditEvent({ type: "deleted", time: at("11:00:00.000") }));
  expect(deleted?.actor).toBeNull();
  expect(deleted?.detail.ask).toContain("--region eu-west-1");
  expect(deleted?.detail.ask).toContain("10:59:00");
  expect(deleted?.detail.ask).toContain("11:01:00");
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
    expect(read - seq).toBeLessThan(6);
  }
  expect(told).toBe(10_000);
});
