import { expect, test } from "vitest";
import { runWith } from "./harness.ts";

const COMMANDS = ["history", "verify", "restore", "audit"];

test.each([
  { operand: "shop/staging", meant: "shop staging" },
  { operand: "shop:staging", meant: "shop staging" },
  { operand: "sst/passphrase/shop/staging", meant: "shop staging" },
  { operand: "shop/it's", meant: "shop 'it'\\''s'" },
])("$operand is taken for nothing, but $meant is suggested", async ({ operand, meant }) => {
  for (const command of COMMANDS) {
    const { code, err, asked } = await runWith({}, command, operand);

    expect({ code, asked }).toEqual({ code: 2, asked: [] });
    expect(err).toBe(`error: which stage of "${operand}" is not said\nhint: did you mean ${meant}?\n`);
  }
});

test.each(["a/b/c", "a//b", "a:", ":", "a/b:c"])("of %s nothing can be guessed", async (operand) => {
  const { code, err } = await runWith({}, "history", operand);

  expect(code).toBe(2);
  expect(err).toContain("hint: give <app> <stage>, or the parameter's full name");
});

test("an app alone is told how to learn its stages", async () => {
  for (const command of COMMANDS.slice(0, -1)) {
    const { code, err } = await runWith({}, command, "my-app");

    expect(code).toBe(2);
    expect(err).toContain('error: which stage of "my-app" is not said\n');
    expect(err).toMatch(/^hint: give <app> <stage>.*; npx sst-vault list --app my-app shows its stages$/m);
  }
});
