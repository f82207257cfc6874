import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { apiCall, auditEvent } from "../../../support/audit-samples.ts";
import { runWith } from "../harness.ts";
import { at, ci, events } from "./trail-events.ts";

describe("as a table", () => {
  test("a restore that was forced is told as such", async () => {
    const detail = { recoveryPoint: "p-1", statedReason: "I know better" };
    const restored = (more: object) => auditEvent({ type: "restored", detail: { ...detail, ...more } });
    const told = [
      restored({ forced: true, warnings: [] }),
      restored({ warnings: ["forced: as version 0.1.0 recorded it"], recoveryPoint: "p-0" }),
      restored({ warnings: ["its tags were not added"] }),
      restored({ recoveryPoint: "p-2", because: { code: "replaced-again" } }),
    ];
    const { out } = await runWith({ replies: { query: { events: told } } }, "audit", "shop", "dev");
    expect(out).toContain('restored from p-1, forced ("I know');
    expect(out).toContain('restored from p-0, forced ("I know');
    expect(out).toContain('restored from p-1 ("I know better")');
    expect(out).toContain("restored from p-2, replaced since");
  });

  test("the trail is readable at 80 columns, and says how to learn who deleted", async () => {
    const { out, err, code } = await runWith({ replies: { query: { events } } }, "audit", "shop");

    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "account 111122223333, region eu-west-1

      TIME (UTC)           APP   STAGE  WHAT                      WHO         KNOWN BY
      2026-11-22 01:00:00  shop  dev    created (recorded 3 d     role/       ssm
                                        later)                    Deploy/
                                                                  ci-17
      2026-11-22 02:00:00  shop  dev    verdict unproven -> ok    the vault
      2026-11-22 03:00:00  shop  dev    deleted                   user/alice  trail
      2026-11-22 03:00:01  shop  dev    verdict ok ->             the vault
                                        recoverable
      2026-11-22 03:10:00  shop  dev    PutParameter refused:     user/alice  trail
                                        AccessDenied
      2026-11-22 03:20:00  shop  dev    restored from             user/alice  stated
                                        20261120T100000.000Z-1
      2026-11-22 03:30:00  shop  dev    updated: version 2        role/       ssm
                                                                  Deploy/
                                                                  ci-17
      2026-11-22 03:40:00  shop  dev    versions 3 to 5 were not  unknown
                                        kept: unreadable
      2026-11-22 03:50:00  shop  dev    restore refused: a        user/alice  stated
                                        deploy holds SST's lock
      2026-11-22 04:00:00  shop  prod   found deleted             unknown
      "
    `);
    expect(err).toMatchInlineSnapshot(`
      "
      nobody told who deleted /sst/passphrase/shop/prod (2026-11-22 04:00:00 UTC);
      CloudTrail keeps it for 90 days:
      aws cloudtrail lookup-events --region eu-west-1 --lookup-attributes AttributeKey=EventSource,AttributeValue=ssm.amazonaws.com --start-time 2026-11-21T04:00:00.000Z --end-time 2026-11-22T04:00:00.000Z --query 'Events[?ReadOnly=='\\''false'\\'' && contains(CloudTrailEvent, '\\''"/sst/passphrase/shop/prod"'\\'')].[EventTime,Username,EventName]' --output table
      "
    `);
  });

  test("the trail of one names it once, and has room for its times at 80 columns", async () => {
    const own = events.filter(({ stage }) => stage === "dev");
    const { out } = await runWith({ replies: { query: { events: own } } }, "audit", "shop", "dev");

    expect(out.match(/\/sst\/passphrase\/shop\/dev/g)).toHaveLength(1);
    expect(out).toMatch(/^TIME \(UTC\) +WHAT +WHO +KNOWN BY$/m);
    expect(out).toMatch(/^2026-11-22 03:00:00 {2}deleted +user\/alice +trail$/m);
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test("a wide terminal has a line for each, and colours change nothing but the colours", async () => {
    const setting = { replies: { query: { events } }, columns: Number.POSITIVE_INFINITY };
    const { out } = await runWith(setting, "audit");
    const coloured = await runWith({ ...setting, color: true }, "audit");

    // The call that made the deletion has no line of its own.
    expect(out.split("\n")).toHaveLength(events.length + 4 - 1);
    expect(coloured.out).not.toBe(out);
    expect(stripVTControlCharacters(coloured.out).replaceAll(/ +$/gm, "")).toBe(out);
  });

  test("a change that a trail confirms is one line, known by both", async () => {
    const written = auditEvent({ seq: 1, time: at("01:00:00.250"), actor: ci, detail: { parameterVersion: 1 } });
    const call = apiCall("PutParameter", { seq: 2, time: at("01:00:00.000"), detail: { version: 1 } });
    const { out } = await runWith({ replies: { query: { events: [call, written] } } }, "audit");

    expect(out).toMatch(/created +role\/Deploy\/ci-17 +ssm, trail\n/);
    expect(out).not.toContain("PutParameter");
  });

  test("what others named cannot rewrite the terminal", async () => {
    const rogue = auditEvent({
      app: "my\u001b[2Japp",
      type: "restore-refused",
      actor: { arn: "arn\u202e", proof: "stated" },
      detail: { reason: "\u001b]0;x\u0007" },
    });
    const deleted = auditEvent({ name: "/x/\u001b[2J", type: "deleted" });
    const { out, err } = await runWith({ replies: { query: { events: [rogue, deleted] } } }, "audit");

    for (const control of ["\u001b", "\u0007", "\u202e"]) expect(out + err).not.toContain(control);
    expect(out).toContain("\\u001b[2J");
    expect(err).toContain("\\u001b[2J");
  });

  test("what was there when a sweep first found it was there before that, not before the vault", async () => {
    const found = { source: "sweep", beforeVault: true };
    const first = auditEvent({ seq: 1, detail: found });
    const second = auditEvent({ seq: 2, type: "updated", detail: { ...found, parameterVersion: 2 } });
    const { out } = await runWith({ replies: { query: { events: [first, second] } }, columns: 200 }, "audit");

    expect(out).toMatch(/ created, before it was first seen +unknown\n/);
    expect(out).toMatch(/ updated: version 2, before it was first seen +unknown\n/);
    expect(out).not.toContain("before the vault");
  });
});

test("entries that cannot be read are a finding, and named in every format", async () => {
  const query = {
    events: events.slice(0, 1),
    unreadable: ["/sst/passphrase/shop/dev#3", "/sst/passphrase/shop/dev#4"],
  };
  for (const format of ["table", "json", "csv"]) {
    const { code, out, err } = await runWith({ replies: { query } }, "audit", "shop", "--format", format);
    expect(code).toBe(5);
    expect(out).toContain(format === "csv" ? "created" : format === "json" ? `"unreadable": [` : "created");
    expect(err).toMatch(
      /dev#3 and 1 more cannot be read, or stand\s+where\s+they do not belong. What is wrong with them:\n/,
    );
    expect(err).toContain("npx sst-vault audit shop --check\n");
  }
});

test("one entry that cannot be read is told as one", async () => {
  const query = { events: events.slice(0, 1), unreadable: ["/x#3"] };
  const { err } = await runWith({ replies: { query }, columns: 200 }, "audit", "shop");
  expect(err).toContain("/x#3 cannot be read, or stands where it does not belong. What is wrong with it:\n");
});
