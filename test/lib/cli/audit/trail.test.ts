import { stripVTControlCharacters } from "node:util";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { AuditEvent } from "../../../../lib/vault/audit-api.ts";
import { ALICE, apiCall, auditEvent } from "../../../support/audit-samples.ts";
import { ACCOUNT, failed, REGION, runWith } from "../harness.ts";

const ci = { arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Deploy/ci-17`, proof: "ssm" as const };
const stated = { arn: ALICE, proof: "stated" as const };
const at = (time: string) => `2026-11-22T${time}Z`;
const point = "20261120T100000.000Z-1";

const events: AuditEvent[] = [
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
const pagesOf = (size: number) => (_request: object, times: number) => ({
  events: events.slice(times * size, (times + 1) * size),
  ...((times + 1) * size < events.length && { nextToken: `page ${times + 2}` }),
});

describe("as a table", () => {
  test("the trail is readable at 80 columns, and says how to learn who deleted", async () => {
    const { out, err, code } = await runWith({ replies: { query: { events } } }, "audit", "shop");

    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "account 111122223333, region eu-west-1

      TIME (UTC)  APP   STAGE  WHAT                        WHO                KNOWN BY
      2026-11-22  shop  dev    created (recorded 3 d       role/Deploy/ci-17  ssm
      01:00:00                 later)
      2026-11-22  shop  dev    verdict unproven -> ok      the vault
      02:00:00
      2026-11-22  shop  dev    deleted                     user/alice         trail
      03:00:00
      2026-11-22  shop  dev    verdict ok -> recoverable   the vault
      03:00:01
      2026-11-22  shop  dev    PutParameter refused:       user/alice         trail
      03:10:00                 AccessDenied
      2026-11-22  shop  dev    restored from               user/alice         stated
      03:20:00                 20261120T100000.000Z-1
      2026-11-22  shop  dev    updated: version 2          role/Deploy/ci-17  ssm
      03:30:00
      2026-11-22  shop  dev    versions 3 to 5 were not    unknown
      03:40:00                 kept: unreadable
      2026-11-22  shop  dev    restore refused: a deploy   user/alice         stated
      03:50:00                 holds SST's lock
      2026-11-22  shop  prod   found deleted               unknown
      04:00:00
      "
    `);
    expect(err).toMatchInlineSnapshot(`
      "
      nobody told who deleted /sst/passphrase/shop/prod (2026-11-22 04:00:00 UTC);
      CloudTrail keeps it for 90 days:
      aws cloudtrail lookup-events --region eu-west-1 --lookup-attributes AttributeKey=EventSource,AttributeValue=ssm.amazonaws.com --start-time 2026-11-21T04:00:00.000Z --end-time 2026-11-22T04:00:00.000Z --query "Events[?ReadOnly=='false' && contains(CloudTrailEvent, '\\"/sst/passphrase/shop/prod\\"')].[EventTime,Username,EventName]" --output table
      "
    `);
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

  test("nothing is said to be nothing", async () => {
    const { out, err, code } = await runWith({ replies: { query: { events: [] } } }, "audit", "--since", "1h");

    expect(code).toBe(0);
    expect(out).toBe(`account ${ACCOUNT}, region ${REGION}\n\nno events\n`);
    expect(err).toContain("npx sst-vault list\n");
  });
});

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

test("entries that cannot be read are a finding, and named in every format", async () => {
  const query = {
    events: events.slice(0, 1),
    unreadable: ["/sst/passphrase/shop/dev#3", "/sst/passphrase/shop/dev#4"],
  };
  for (const format of ["table", "json", "csv"]) {
    const { code, out, err } = await runWith({ replies: { query } }, "audit", "shop", "--format", format);
    expect(code).toBe(5);
    expect(out).toContain(format === "csv" ? "created" : format === "json" ? `"unreadable": [` : "created");
    expect(err).toContain("/sst/passphrase/shop/dev#3 and 1 more cannot be read");
    expect(err).toContain("npx sst-vault audit shop --check\n");
  }
});

test.each([
  { argv: [], asks: {} },
  { argv: ["my-app"], asks: { app: "my-app" } },
  { argv: ["my-app", "_fallback"], asks: { app: "my-app", stage: "_fallback" } },
  { argv: ["/sst/passphrase/a/b"], asks: { name: "/sst/passphrase/a/b" } },
  { argv: ["--", "--help"], asks: { app: "--help" } },
  {
    argv: ["--since", "2026-11-20T10:00:01", "--until", "2026-11-20T10:00:01"],
    asks: { since: "2026-11-20T10:00:01.000Z", until: "2026-11-20T10:00:01.999Z" },
  },
  {
    argv: ["--since", "2026-11-20", "--until", "2026-11-21"],
    asks: { since: "2026-11-20T00:00:00.000Z", until: "2026-11-21T23:59:59.999Z" },
  },
  { argv: ["--until", "2026-11-20T10:07+01:00"], asks: { until: "2026-11-20T09:07:59.999Z" } },
  { argv: ["--since", "2h", "--until", "30m"], asks: { since: at("10:00:00.000"), until: at("11:30:00.000") } },
])("audit $argv asks for $asks", async ({ argv, asks }) => {
  const { asked, code } = await runWith({ replies: { query: { events: [] } } }, "audit", ...argv);

  expect(code).toBe(0);
  expect(asked).toEqual([{ name: "sst-vault-query", request: { op: "audit", ...asks } }]);
});

test.each([
  { argv: ["--since", "1h", "--until", "2h"], why: '--since "1h" is after --until "2h"' },
  { argv: ["--since", "yesterday"], why: '"yesterday" is not a time' },
  { argv: ["--format", "xml"], why: "Allowed choices are table, json, csv, html" },
  { argv: ["--json", "--format", "csv"], why: "--json and --format csv exclude each other" },
  { argv: ["--check", "--format", "csv"], why: "a check has no rows for a CSV file" },
  { argv: ["--heads", "x.json", "--format", "csv"], why: "a check has no rows for a CSV file" },
  { argv: ["--check", "--since", "1h"], why: "a chain is checked from its first entry to its last" },
  { argv: ["my-app/production"], why: "which stage" },
  { argv: ["a/b", "c"], why: '"a/b" is no name of an app or stage' },
  { argv: ["/sst/passphrase/a/b", "c"], why: "is one too many" },
  { argv: ["--output", ""], why: "--output needs the name of a file" },
])("audit $argv is a mistake: $why", async ({ argv, why }) => {
  const { code, out, err, asked } = await runWith({}, "audit", ...argv);

  expect({ code, asked }).toEqual({ code: 2, asked: [] });
  expect(argv.includes("--json") ? JSON.parse(out).error.message : err).toContain(why);
});
