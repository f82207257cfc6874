import { expect, test } from "vitest";
import type { ChainRow } from "../../../../lib/vault/audit-api.ts";
import { protectedParameter } from "../../../../lib/vault/parameter.ts";
import { chainOf, edited, rehashed } from "../../../support/tampering.ts";
import { ACCOUNT, parameter, REGION, runWith } from "../harness.ts";

const home = { partition: "aws", account: ACCOUNT, region: REGION, prefix: "/sst/passphrase/" };
const rows = chainOf(protectedParameter(home, "/sst/passphrase/shop/prod"), 4);
const with4th = (changes: object) => rows.map((row) => (row.seq === 4 ? edited(row, changes) : row));
const check = (all: ChainRow[]) => {
  const parameters = [parameter("shop", "prod", { entries: 4 })];
  const query = (asked: Record<string, unknown>) => (asked.op === "list" ? { parameters } : { rows: all });
  return runWith({ replies: { query } }, "audit", "--check");
};

test("entries that only a newer vault can read are checked with that: nobody is accused of changing the table", async () => {
  const { code, err } = await check(rehashed(with4th({ schema: 2 }), 4));
  expect(code).toBe(5);
  expect(err).toContain("deploy the newest");
  expect(err).not.toContain("changed past the vault");
});

test("one that only calls itself newer was changed past the vault", async () => {
  const { code, out, err } = await check(with4th({ schema: 2 }));
  expect(code).toBe(5);
  expect(out).toContain("was edited");
  expect(err).toContain("the table was changed past the vault");
});
