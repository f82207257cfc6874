import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { AWS_WORDS, cliCommand, commandsOf, deployCommand, shellCommand } from "../../../lib/vault/commands.ts";
import { plain } from "../../../lib/vault/plain.ts";
import { hostileText, pasted } from "../../support/shell-words.ts";

test("a shell reads every word of a command back, with control characters spelled out", () => {
  const words = fc.array(fc.oneof(hostileText, fc.string({ unit: "binary", maxLength: 8 }), fc.constant("")));
  const commands = fc.array(words, { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(commands, (given) => {
      const lines = given.map((more) => shellCommand("aws", ...more));
      expect(lines.join("")).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
      const { commands: read, errors, strays } = pasted(lines);
      expect(read).toEqual(given.map((more) => ["aws", ...more.map(plain)]));
      expect({ errors, strays }).toEqual({ errors: "", strays: [] });
    }),
    { numRuns: 40 },
  );
});

test("leaves words as they are that no shell takes for anything else", () => {
  expect(cliCommand("restore", "shop", "prod", "--recovery-point", "20261122T120000.123Z-1")).toBe(
    "npx sst-vault restore shop prod --recovery-point 20261122T120000.123Z-1",
  );
  const { deploy, failuresOf, again } = commandsOf({ vault: "second", region: "eu-west-1" });
  expect(deploy).toBe("npm run deploy -- --region eu-west-1 -c vaultName=second");
  expect(deployCommand({ vault: "sst-vault", region: "eu-west-1" }, "--profile", "my profile")).toBe(
    "npm run deploy -- --region eu-west-1 --profile 'my profile'",
  );
  expect(failuresOf("second-capture", "1h")).toBe(
    "aws logs tail /aws/lambda/second-capture --since 1h --filter-pattern '?ERROR ?timeout' --region eu-west-1",
  );
  expect(again("arn:aws:sqs:eu-west-1:1:q")).toBe(
    `${shellCommand("aws", ...AWS_WORDS.again("arn:aws:sqs:eu-west-1:1:q"))} --region eu-west-1`,
  );
});

test("no other source file puts names into a command: each word goes through the one place that quotes", () => {
  const root = join(import.meta.dirname, "../../..");
  const files = globSync(["{lib,lambda,bin}/**/*.ts"], { cwd: root });
  expect(files.length).toBeGreaterThan(200);
  // A command whose text goes on with a name: `aws ssm get-parameter --name ${name}`.
  const glued =
    /(?<![\w-])(?:npx [\w@-]+|aws [a-z0-9]+ [a-z-]+|npm run [a-z]+|rm|test -s)(?:[\w@:=,/' -]|\.(?! ))*\$\{/;
  const found = files
    // The local AWS has no names but its own, and the examples of the help are no one's.
    .filter((file) => !file.startsWith("lib/local/") && file !== "lib/cli/command.ts")
    .flatMap((file) => {
      const lines = readFileSync(join(root, file), "utf8").split("\n");
      return lines.filter((line) => glued.test(line)).map((line) => `${file}: ${line.trim()}`);
    });
  expect(found).toEqual([]);
});
