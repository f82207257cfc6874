import { expect, test } from "vitest";
import { runWith } from "./harness.ts";

const SWEEP = { name: "sweep", ok: true, detail: "12 parameters compared 3 minutes ago, 0 differed" };
const TABLES = {
  name: "tables",
  ok: false,
  detail: "SstVault-LedgerTable0123456789 ACTIVE, may be deleted; SstVault-StatusTable0123456789 ACTIVE",
  advice:
    "aws dynamodb update-table --table-name SstVault-LedgerTable0123456789 --deletion-protection-enabled --region eu-west-1",
};
const KEY = { name: "key", ok: false, detail: "Disabled", advice: "aws kms cancel 1 && npx sst-vault sweep" };
const TRAIL = {
  name: "trail",
  ok: false,
  advisory: true,
  detail: "no trail sees this region",
  advice: "https://docs.aws.amazon.com/awscloudtrail/",
};

const status = (healthy: boolean, checks: object[], ...argv: string[]) =>
  runWith({ replies: { query: { healthy, checks } } }, "status", ...argv);

test("shows which check failed, and below the table what to type about it, whole", async () => {
  const { out, code, asked } = await status(false, [SWEEP, TABLES, TRAIL]);
  expect(code).toBe(5);
  expect(asked).toEqual([{ name: "sst-vault-query", request: { op: "status" } }]);
  expect(out).toMatchInlineSnapshot(`
    "account 111122223333, region eu-west-1
    vault sst-vault is not healthy

    CHECK   RESULT  DETAIL
    sweep   ok      12 parameters compared 3 minutes ago, 0 differed
    tables  FAILED  SstVault-LedgerTable0123456789 ACTIVE, may be deleted;
                    SstVault-StatusTable0123456789 ACTIVE
    trail   note    no trail sees this region

    about tables:
    aws dynamodb update-table --table-name SstVault-LedgerTable0123456789 --deletion-protection-enabled --region eu-west-1

    about trail:
    https://docs.aws.amazon.com/awscloudtrail/
    "
  `);
});

test("a note leaves the vault healthy, and says what to do all the same", async () => {
  const { out, code } = await status(true, [SWEEP, TRAIL]);
  expect(code).toBe(0);
  expect(out).toContain("vault sst-vault is healthy\n");
  expect(out).toMatch(/^trail +note /m);
  expect(out).toContain("about trail:\nhttps://docs.aws.amazon.com/awscloudtrail/\n");
});

test("says nothing below the table where all is well", async () => {
  const { out, code } = await status(true, [SWEEP]);
  expect(code).toBe(0);
  expect(out.trimEnd().split("\n").at(-1)).toMatch(/^sweep +ok /);
});

test("commands go on with the profile that was given; what is no command stays as it is", async () => {
  const { out } = await status(false, [KEY, TRAIL], "--profile", "my profile");
  expect(out).toContain("aws kms cancel 1 --profile 'my profile' && npx sst-vault sweep --profile 'my profile'\n");
  expect(out).toContain("\nhttps://docs.aws.amazon.com/awscloudtrail/\n");
  const within = { ...KEY, advice: 'aws lambda bind "$(aws dynamodb describe-table)"' };
  expect((await status(false, [within], "--profile", "p")).out).toContain(
    'aws lambda bind "$(aws dynamodb describe-table --profile p)" --profile p\n',
  );
});

test("as JSON it is what the contract says, advice and all", async () => {
  const { out, code } = await status(false, [SWEEP, TABLES, TRAIL], "--json");
  expect(code).toBe(5);
  expect(JSON.parse(out)).toMatchObject({ healthy: false, checks: [SWEEP, TABLES, TRAIL] });
});
