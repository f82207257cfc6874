import { expect, test } from "vitest";
import type { RestoreResponse } from "../../../lib/vault/api.ts";
import { UNTESTED } from "../../../lib/vault/api.ts";
import { point, restoreAnswer, runWith } from "./harness.ts";

const id = point().id;
const reason = `the live value is that of recovery point ${id} already`;
const unchanged = (changes: Partial<RestoreResponse>) =>
  restoreAnswer("unchanged", { recoveryPoint: id, reason, ...changes });
const run = (answer: RestoreResponse, ...argv: string[]) =>
  runWith({ replies: { restore: answer, "restore:force": answer } }, "restore", "my-app", "production", ...argv);

test("the value that is live already tells what it opens", async () => {
  const { code, out, err } = await run(unchanged({ opens: { state: "yes", secrets: "yes" } }), "--at", "2h");

  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatchInlineSnapshot(`
    "account 111122223333, region eu-west-1
    unchanged: /sst/passphrase/my-app/production
      why       the live value is that of recovery point 20261120T100000.000Z-1
                already
      opens     proved: state yes, secrets yes
    "
  `);
});

test("where it does not open the stage, the command follows that tells what mends it", async () => {
  const opens = { state: "no", secrets: "yes" } as const;
  const warnings = ["it does not open the stage, which is recoverable: another one does"];
  const argv = ["--recovery-point", id, "--force", "--reason", "a bad day", "--region", "eu-west-1"];
  const { code, out, err } = await run(unchanged({ opens, warnings }), ...argv);

  expect(code).toBe(0);
  expect(err).toBe(`warning: ${warnings[0]}\n`);
  expect(out.split("\n").slice(-5).join("\n")).toMatchInlineSnapshot(`
    "            already
      opens     not proved: state no, secrets yes
    to see what mends it:
    npx sst-vault verify my-app production --region eu-west-1
    "
  `);
});

test("what nobody tried is not told", async () => {
  const { out } = await run(unchanged({ opens: UNTESTED }));

  expect(out).not.toContain("untested");
});
