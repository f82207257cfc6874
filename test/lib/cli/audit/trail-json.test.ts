import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { AuditEvent } from "../../../../lib/vault/audit-api.ts";
import { ALICE, apiCall, auditEvent } from "../../../support/audit-samples.ts";
import { ACCOUNT, failed, REGION, runWith } from "../harness.ts";
import { at, events, pagesOf } from "./trail-events.ts";

describe("as JSON", () => {
  test.each([["--json"], ["--format", "json"], ["--json", "--format=json"]])(
    "%s %s is the contract's shape",
    async (...how) => {
      const { out, code } = await runWith({ replies: { query: pagesOf(3) } }, "audit", ...how);

      const told = JSON.parse(out);
      expect(code).toBe(0);
      expect(
        v.safeParse(v.strictObject({ account: v.string(), region: v.string(), events: v.array(AuditEvent) }), told)
          .issues,
      ).toBeUndefined();
      expect(told).toMatchObject({ account: ACCOUNT, region: REGION });
      expect(told.events.map(({ id }: AuditEvent) => id)).toEqual(events.map(({ id }) => id));
    },
  );

  test("a deletion is joined with the call that made it, also across pages", async () => {
    const { out } = await runWith({ replies: { query: pagesOf(3) } }, "audit", "--json");

    const [, , call, deleted] = JSON.parse(out).events;
    expect(call.detail.explains).toBe(deleted.id);
    expect(deleted).toMatchObject({ actor: { arn: ALICE, proof: "trail" }, detail: { explainedBy: call.id } });
  });

  test("no events are an empty list", async () => {
    const { out } = await runWith({ replies: { query: { events: [] } } }, "audit", "--json");
    expect(JSON.parse(out)).toEqual({ account: ACCOUNT, region: REGION, events: [] });
  });

  test("of one parameter they are put into the order of time, in which its ledger need not be", async () => {
    const own = [
      auditEvent({ seq: 1, time: at("10:00:00.000"), type: "deleted" }),
      auditEvent({ seq: 2, time: at("09:59:59.500"), type: "capture-missed" }),
      // A trail tells of it a quarter of an hour later.
      apiCall("DeleteParameter", { seq: 3, time: at("09:59:59.000") }),
    ];
    const { out } = await runWith({ replies: { query: { events: own } } }, "audit", "shop", "dev", "--json");

    const told = JSON.parse(out).events;
    expect(told.map(({ seq }: AuditEvent) => seq)).toEqual([3, 2, 1]);
    expect(told[2]).toMatchObject({ actor: { arn: ALICE }, detail: { explainedBy: "/sst/passphrase/shop/dev#3" } });
  });

  test("what breaks off is still JSON, with the events so far and the error", async () => {
    const query = (_: object, times: number) =>
      times === 0 ? pagesOf(5)({}, 0) : failed("NotAllowed", "no more", "ask");
    const { out, err, code } = await runWith({ replies: { query } }, "audit", "--json");

    expect(code).toBe(1);
    const { events: told, error } = JSON.parse(out);
    expect(error).toEqual({ code: "NotAllowed", message: "no more", hint: "ask" });
    expect(told.length).toBeGreaterThan(0);
    expect(err).not.toContain("error");
  });

  test("what does not even begin is an error alone, as --format json also means", async () => {
    const query = failed("NotFound", "no such thing");
    for (const how of [["--json"], ["--format", "json"]]) {
      const { out, code } = await runWith({ replies: { query } }, "audit", "a", "b", ...how);
      expect(code).toBe(3);
      expect(JSON.parse(out)).toEqual({ error: { code: "NotFound", message: "no such thing", hint: null } });
    }
  });
});
