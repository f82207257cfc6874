import { expect, test } from "vitest";
import { runWith } from "./harness.ts";

const SWEEP = { name: "sweep", ok: true, detail: "12 parameters compared 3 minutes ago, 0 differed" };
const TABLE = "SstVault-LedgerTable0123456789";
const TABLES = {
  name: "tables",
  ok: false,
  detail: `${TABLE} ACTIVE, SstVault-StatusTable0123456789 ACTIVE; the table ${TABLE} has no deletion protection; the table ${TABLE} has no point-in-time recovery`,
  causes: [
    { code: "table-deletable", table: TABLE },
    { code: "table-not-recoverable", table: TABLE },
  ],
};
const TRAIL = {
  name: "trail",
  ok: false,
  advisory: true,
  detail: "no trail covers this region",
  causes: [{ code: "no-trail" }],
};
const NEWER = {
  name: "moon",
  ok: false,
  detail: "it is full",
  causes: [{ code: "full-moon", phase: 0.5 }],
};

const status = (healthy: boolean, checks: object[], ...argv: string[]) =>
  runWith({ replies: { query: { healthy, checks } } }, "status", ...argv);

test("shows which check failed, and below the table the commands that mend it, whole, each on a line", async () => {
  const { out, code, asked } = await status(false, [SWEEP, TABLES, TRAIL]);
  expect(code).toBe(5);
  expect(asked).toEqual([{ name: "sst-vault-query", request: { op: "status" } }]);
  expect(out).toMatchInlineSnapshot(`
    "account 111122223333, region eu-west-1
    vault sst-vault is not healthy

    CHECK   RESULT  DETAIL
    sweep   ok      12 parameters compared 3 minutes ago, 0 differed
    tables  FAILED  SstVault-LedgerTable0123456789 ACTIVE,
                    SstVault-StatusTable0123456789 ACTIVE; the table
                    SstVault-LedgerTable0123456789 has no deletion protection; the
                    table SstVault-LedgerTable0123456789 has no point-in-time
                    recovery
    trail   note    no trail covers this region

    about tables:
    aws dynamodb update-table --table-name SstVault-LedgerTable0123456789 --deletion-protection-enabled --region eu-west-1
    aws dynamodb update-continuous-backups --table-name SstVault-LedgerTable0123456789 --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true,RecoveryPeriodInDays=35 --region eu-west-1

    about trail:
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-create-a-trail-using-the-console-first-time.html
    "
  `);
});

test("a note leaves the vault healthy, and says what to do all the same", async () => {
  const { out, code } = await status(true, [SWEEP, TRAIL]);
  expect(code).toBe(0);
  expect(out).toContain("vault sst-vault is healthy\n");
  expect(out).toMatch(/^trail +note /m);
  expect(out).toMatch(/about trail:\nhttps:\/\/docs.aws.amazon.com\/awscloudtrail\//);
});

test("says nothing below the table if all is well", async () => {
  const { out, code } = await status(true, [SWEEP]);
  expect(code).toBe(0);
  expect(out.trimEnd().split("\n").at(-1)).toMatch(/^sweep +ok /);
});

test("shows a check of a newer vault as it is, without a command", async () => {
  const { out, code } = await status(false, [NEWER]);
  expect(code).toBe(5);
  expect(out).toMatch(/^moon +FAILED +it is full$/m);
  expect(out).not.toContain("about");
});

test("as JSON it is what the contract says, with the first cause, all of them, and the commands as one", async () => {
  const { out, code } = await status(false, [SWEEP, TABLES, NEWER], "--json");
  expect(code).toBe(5);
  expect(JSON.parse(out)).toMatchObject({ healthy: false, checks: [SWEEP, TABLES, NEWER] });
  expect(JSON.parse(out).checks[1]).toMatchObject({
    cause: { code: "table-deletable", table: TABLE },
    advice: expect.stringMatching(/^aws dynamodb update-table .* && aws dynamodb update-continuous-backups .*$/),
  });
});
