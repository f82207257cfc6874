import { expect, test } from "vitest";
import packageJson from "../../../package.json" with { type: "json" };
import { failed, parameter, point, restoreAnswer, runWith } from "./harness.ts";

const history = { parameter: parameter("my-app", "x"), recoveryPoints: [point()] };

test.each([
  { code: "BadRequest", exit: 2 },
  { code: "NotFound", exit: 3 },
  { code: "NoVault", exit: 3 },
  { code: "Refused", exit: 4 },
  { code: "NotAllowed", exit: 1 },
  { code: "UpgradeNeeded", exit: 1 },
  { code: "Damaged", exit: 1 },
  { code: "Busy", exit: 1 },
  { code: "Unexpected", exit: 1 },
  { code: "OfAVaultToCome", exit: 1 },
])("a function's $code exits with $exit", async ({ code, exit }) => {
  const ran = await runWith({ replies: { query: failed(code, "it is so", "do this") } }, "list");

  expect(ran).toMatchObject({ code: exit, out: "", err: "error: it is so\nhint: do this\n" });
});

test.each([
  { outcome: "restored" as const, exit: 0 },
  { outcome: "unchanged" as const, exit: 0 },
  { outcome: "refused" as const, exit: 4 },
  { outcome: "waiting" as const, exit: 1 },
])("a restore that is $outcome exits with $exit", async ({ outcome, exit }) => {
  const replies = { query: history, restore: restoreAnswer(outcome) };

  for (const json of [[], ["--json"]]) {
    expect((await runWith({ replies }, "restore", "a", "b", "--yes", ...json)).code).toBe(exit);
  }
});

test.each([
  { argv: ["history", "my-app", "_fallback"], asks: { app: "my-app", stage: "_fallback" } },
  { argv: ["history", "my-app", "-"], asks: { app: "my-app", stage: "-" } },
  { argv: ["history", "my-app", "0"], asks: { app: "my-app", stage: "0" } },
  { argv: ["history", "--", "my-app", "--help"], asks: { app: "my-app", stage: "--help" } },
  { argv: ["--vault", "v", "history", "my-app", "--", "--json"], asks: { app: "my-app", stage: "--json" }, vault: "v" },
  { argv: ["history", "--vault", "v", "/sst/passphrase/a/b"], asks: { name: "/sst/passphrase/a/b" }, vault: "v" },
  { argv: ["--vault", "u", "history", "/x", "--vault", "v"], asks: { name: "/x" }, vault: "v" },
])("$argv asks for $asks", async ({ argv, asks, vault = "sst-vault" }) => {
  const { code, out, asked } = await runWith({ replies: { query: history } }, ...argv);

  expect(code).toBe(0);
  expect(out).not.toContain("{");
  expect(asked).toEqual([{ name: `${vault}-query`, request: { op: "history", ...asks } }]);
});

test("an option's value stays its own", async () => {
  const replies = { query: history, restore: restoreAnswer("restored") };
  const { out, asked } = await runWith({ replies }, "restore", "a", "b", "--yes", "--reason", "--dry-run");

  expect(asked[0]?.request).toMatchObject({ reason: "--dry-run" });
  expect(asked[0]?.request).not.toHaveProperty("dryRun");
  expect(out).toContain("restored");
});

test.each(["list", "history", "restore", "verify", "sweep", "audit", "status"])(
  "%s --help teaches by example",
  async (command) => {
    const { code, out, err } = await runWith({}, command, "--help");

    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain(`Examples:\n  $ npx sst-vault ${command}`);
    expect(out).toMatch(/Exit codes:\n {2}0 {2}done\n(.*\n){3} {2}4 {2}refused, nothing was changed\n/);
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(out).toMatch(/^Usage: .*\n\n[A-Z][a-z]+s /);
    const headings = out.match(/^[A-Z][a-z ]+:$/gm)?.join(" ");
    expect(headings).toMatch(/^(Options: )?Global options: Examples: Exit codes:$/);
  },
);

test("help of a command is its --help, and of what is none a mistake", async () => {
  expect(await runWith({}, "help")).toMatchObject({ code: 0, err: "", out: (await runWith({}, "--help")).out });
  const listHelp = (await runWith({}, "list", "--help")).out;
  expect(await runWith({}, "help", "list")).toMatchObject({ code: 0, err: "", out: listHelp });
  expect(await runWith({}, "--region", "eu-west-1", "help", "lsit")).toMatchObject({
    ...{ code: 2, out: "", err: "error: unknown command 'lsit'\nhint: did you mean list?\n" },
  });
  const err = "error: unknown command 'nope'\nhint: --help shows how it is used\n";
  expect(await runWith({}, "help", "nope")).toMatchObject({ code: 2, out: "", err });
});

test.each(["-v", "-V", "version"])("%s is told of --version", async (word) => {
  const { code, err } = await runWith({}, word);

  expect(code).toBe(2);
  expect(err).toMatch(new RegExp(`^error: unknown .* '${word}'\nhint: --version tells the version\n$`));
});

test("help and version are results, nothing at all is a mistake", async () => {
  expect(await runWith({}, "--help")).toMatchObject({ code: 0, err: "", out: expect.stringContaining("history") });
  const version = { code: 0, err: "", out: `${packageJson.version}\n` };
  expect(await runWith({}, "--version")).toMatchObject(version);
  expect(await runWith({}, "list", "--version")).toMatchObject(version);
  expect(await runWith({})).toMatchObject({ code: 2, out: "", err: expect.stringContaining("no command given") });
});

test("a misspelt command or option is suggested", async () => {
  expect((await runWith({}, "lsit")).err).toBe("error: unknown command 'lsit'\nhint: did you mean list?\n");
  expect((await runWith({}, "list", "--delete")).err).toContain("did you mean --deleted?");
});

test.each([
  ["--vault", "a:b"],
  ["--region", "eu west"],
  ["--profile", ""],
])("%s %j cannot be", async (option, value) => {
  const { code, asked, err } = await runWith({}, "list", option, value);

  expect({ code, asked }).toEqual({ code: 2, asked: [] });
  expect(err).toContain(`${option} "${value}"`);
});

test.each([
  { garbage: "<html>hunter2</html>" },
  { garbage: '{"ok":true,"hunter2":1}' },
  { garbage: JSON.stringify({ ok: true, vaultVersion: "hunter2", account: "1", region: "r", parameters: "hunter2" }) },
  { garbage: '{"ok":false,"error":{"code":1,"message":"hunter2"}}' },
])("nothing of an answer that is none is shown: $garbage", async ({ garbage }) => {
  for (const json of [[], ["--json"]]) {
    const { code, out, err } = await runWith({ replies: { query: garbage } }, "list", ...json);

    expect(code).toBe(1);
    expect(out + err).toContain("sst-vault-query");
    expect(out + err).not.toContain("hunter2");
  }
});

test("a stack is shown only to who asks for it, on stderr", async () => {
  const broken = () => {
    throw new TypeError("hunter2 broke");
  };
  const replies = { query: broken };

  const ran = await runWith({ replies }, "list");
  const debugged = await runWith({ replies, debug: true }, "list", "--json");

  expect(ran).toMatchObject({ code: 1, out: "" });
  expect(ran.err).not.toMatch(/hunter2|\.ts/);
  expect(debugged.err).toMatch(/hunter2 broke\n.*\.ts/);
  expect(JSON.parse(debugged.out).error.code).toBe("Unexpected");
});
