import { expect, test } from "vitest";
import { protectedParameter } from "../../../../lib/vault/parameter.ts";
import { auditEvent } from "../../../support/audit-samples.ts";
import { chainOf } from "../../../support/tampering.ts";
import { ACCOUNT, parameter, REGION, runWith } from "../harness.ts";

const home = { partition: "aws", account: ACCOUNT, region: REGION, prefix: "/sst/passphrase/" };
const rows = chainOf(protectedParameter(home, "/sst/passphrase/shop/dev"), 3);
const replies = (chain = rows) => ({
  query: ({ op }: Record<string, unknown>) => {
    if (op === "list") return { parameters: [parameter("shop", "dev", { entries: 3 })] };
    return op === "chain" ? { rows: chain } : { events: [auditEvent()] };
  },
});

test("a report is one page that tells the trail and the check of its chains", async () => {
  const { code, out, asked } = await runWith(
    { replies: replies() },
    "audit",
    "shop",
    "--since",
    "2d",
    "--format",
    "html",
  );

  expect(code).toBe(0);
  expect(out).toMatch(/^<!doctype html>/);
  expect(out).toContain(ACCOUNT);
  expect(asked.map(({ request }) => request)).toEqual([
    { op: "list", app: "shop" },
    { op: "chain", app: "shop" },
    { op: "audit", app: "shop", since: "2026-11-20T12:00:00.000Z" },
  ]);
});

test("a report on chains that are not whole ends with 5", async () => {
  const { code } = await runWith({ replies: replies(rows.slice(1)) }, "audit", "--format", "html");
  expect(code).toBe(5);
});
