import { expect, test } from "vitest";
import { protectedParameter } from "../../../../lib/vault/parameter.ts";
import { chainOf } from "../../../support/tampering.ts";
import { ACCOUNT, failed, parameter, REGION, runWith } from "../harness.ts";

const home = { partition: "aws", account: ACCOUNT, region: REGION, prefix: "/sst/passphrase/" };
const prod = protectedParameter(home, "/sst/passphrase/shop/prod");
const planted = { ...prod, arn: prod.arn.replace("arn:aws:", "arn:aws-x:") };
const rows = [...chainOf(planted, 2), ...chainOf(prod, 3)];

test("what stands under an ARN that is no parameter's stays a finding when the suspects are walked again", async () => {
  const query = (asked: Record<string, unknown>) => {
    if (asked.op === "list") return { parameters: [parameter("shop", "prod", { entries: 3 })] };
    if (asked.name === undefined) return { rows };
    // As the query function answers it: of a name it knows, the rows under its one ARN.
    return asked.name === prod.name ? { rows: rows.slice(2) } : failed("BadRequest", "no such name");
  };
  const { code, out } = await runWith({ replies: { query }, columns: 200 }, "audit", "--check");
  expect(code).toBe(5);
  expect(out).toContain("2 parameters, 5 entries: 2 findings");
  expect(out).toContain(planted.arn);
});
