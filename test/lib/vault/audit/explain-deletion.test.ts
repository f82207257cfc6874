import { describe, expect, test } from "vitest";
import { ALICE, apiCall, auditEvent } from "../../../support/audit-samples.ts";
import { at, explain, joined } from "./explain-scene.ts";

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
