import { describe, expect, test } from "vitest";
import type { VerifyResult } from "../../../lib/vault/api.ts";
import { ACCOUNT, failed, parameter, point, REGION, runWith, verifyResult } from "./harness.ts";

const stage = ["verify", "my-app", "production"];
const unproven = (reason: string, code: string) =>
  verifyResult("my-app", "production", { verdict: "unproven", reason, cause: { code } });

test("one stage is tested with the _fallback of its app", async () => {
  const results = [verifyResult("my-app", "production"), verifyResult("my-app", "_fallback")];
  const { code, out, asked } = await runWith({ replies: { verify: { results } } }, ...stage, "--accept-bucket", "b");
  const json = await runWith({ replies: { verify: { results } } }, "verify", "/sst/passphrase/a/b", "--json");

  expect(code).toBe(0);
  expect(asked).toEqual([
    { name: "sst-vault-verify", request: { app: "my-app", stage: "production", acceptBucket: "b" } },
  ]);
  expect(json.asked[0]?.request).toEqual({ name: "/sst/passphrase/a/b" });
  expect(JSON.parse(json.out)).toEqual({ account: "111122223333", region: "eu-west-1", results });
  expect(out).toMatchInlineSnapshot(`
    "account 111122223333, region eu-west-1

    APP     STAGE       VALUE  VERDICT  RECOVERY POINT          OPENS
    my-app  production  live   ok       20261120T100000.000Z-1  state yes, secrets
                                                                yes
    my-app  _fallback   live   ok       20261120T100000.000Z-1  state yes, secrets
                                                                yes

    nothing is broken
    "
  `);
});

test("without a name all are, and each is told once, by name", async () => {
  const stages = ["a", "b", "c", "d", "e", "f"];
  const pages = [
    { parameters: stages.slice(3).map((of) => parameter("my-app", of)), nextToken: "t" },
    { parameters: stages.slice(0, 3).map((of) => parameter("my-app", of)) },
  ];
  const query = (_request: object, times: number) => pages[times] ?? {};
  const verify = ({ name }: Record<string, unknown>) => ({
    results: [verifyResult("my-app", `${name}`.slice(-1)), verifyResult("my-app", "_fallback")],
  });

  const json = await runWith({ replies: { query, verify } }, "verify", "--json");
  const shown = await runWith({ replies: { query, verify }, confirms: true }, "verify");

  const tested = JSON.parse(json.out).results.map(({ stage: of }: VerifyResult) => of);
  expect(tested).toEqual(["_fallback", ...stages]);
  expect(json.asked.filter(({ name }) => name.endsWith("-verify"))).toHaveLength(6);
  expect(json.err).toContain("testing 6 …\n");
  expect(shown.err).toContain("testing, 5 of 6 done …");
  expect(shown.err.endsWith("\r\u001b[K")).toBe(true);
});

test("one that cannot be tested stops no other; where none can, that is the error", async () => {
  const query = { parameters: [parameter("my-app", "a"), parameter("my-app", "b")] };
  const broken = failed("Damaged", "the blob is not what was sealed");
  const verify = ({ name }: Record<string, unknown>) =>
    `${name}`.endsWith("a") ? broken : { results: [verifyResult("my-app", "b")] };

  const shown = await runWith({ replies: { query, verify } }, "verify");
  const json = await runWith({ replies: { query, verify } }, "verify", "--json");
  const none = await runWith({ replies: { query, verify: failed("NotAllowed", "not you") } }, "verify", "--json");

  expect([shown.code, json.code, none.code]).toEqual([1, 1, 1]);
  expect(shown.err).toContain("not tested: /sst/passphrase/my-app/a\n  why       the blob is not what was sealed\n");
  expect(shown.out).toContain("\n1 could not be tested\n");
  expect(JSON.parse(json.out)).toMatchObject({ results: [{ stage: "b" }], errors: [{ stage: "a", code: "Damaged" }] });
  expect(JSON.parse(none.out).error.code).toBe("NotAllowed");
});

test.each([
  { result: verifyResult("a", "b"), code: 0 },
  { result: verifyResult("a", "b", { verdict: "retired" }), code: 0 },
  { result: unproven("in whatever words", "nothing-to-test"), code: 0 },
  { result: unproven("nothing to test yet", "full-moon"), code: 5 },
  { result: unproven("may not read s3://b/k", "object-denied"), code: 5 },
  { result: verifyResult("a", "b", { verdict: "recoverable" }), code: 5 },
  { result: verifyResult("a", "b", { verdict: "split" }), code: 5 },
  { result: verifyResult("a", "b", { verdict: "lost" }), code: 5 },
])("$result.verdict ($result.reason) exits with $code", async ({ result, code }) => {
  const replies = {
    query: { parameters: [parameter("a", "b")] },
    verify: { results: [verifyResult("a", "a"), result] },
  };

  for (const argv of [["a", "b"], ["a", "b", "--json"], [], ["--json"]]) {
    expect((await runWith({ replies }, "verify", ...argv)).code).toBe(code);
  }
});

test.each([
  { error: "NotFound", argv: [], code: 3 },
  { error: "NoVault", argv: ["--allow-new"], code: 3 },
  { error: "NotAllowed", argv: ["--allow-new"], code: 1 },
])("$error with $argv exits with $code", async ({ error, argv, code }) => {
  const replies = { verify: failed(error, "neither knows it") };
  const shown = await runWith({ replies }, ...stage, ...argv);
  const json = await runWith({ replies }, ...stage, ...argv, "--json");

  expect([shown.code, json.code]).toEqual([code, code]);
  if (error === "NotFound") expect(shown.err).toContain("--allow-new");
});

describe("--allow-new", () => {
  const fallback = (changes: Partial<VerifyResult> = {}) => verifyResult("my-app", "_fallback", changes);
  const gate = async (results: VerifyResult[], named = stage) => {
    const replies = { verify: { results } };
    const shown = await runWith({ replies }, ...named, "--allow-new");
    const json = await runWith({ replies }, ...named, "--allow-new", "--json");
    expect(JSON.parse(json.out)).toEqual({ account: ACCOUNT, region: REGION, results });
    expect(json.code).toBe(shown.code);
    return shown;
  };

  test("is asked of the vault, which knows no more of a new stage than that it is new", async () => {
    const { code, out, asked } = await gate([]);

    expect(code).toBe(0);
    expect(asked[0]?.request).toEqual({ app: "my-app", stage: "production", allowNew: true });
    expect(out).toBe(
      "account 111122223333, region eu-west-1\nmy-app production is new: neither the vault nor Parameter Store knows it\n",
    );
  });

  test("tests the _fallback that a new stage needs", async () => {
    const { code, out } = await gate([fallback()]);

    expect(code).toBe(0);
    expect(out).toContain("my-app production is new");
    expect(out).toMatch(/^my-app +_fallback +live +ok /m);
    expect(out).toContain("\nnothing is broken\n");
  });

  test("ends with 5 where that is a finding, and says what to type", async () => {
    const { code, out } = await gate([fallback({ verdict: "recoverable", live: false })]);

    expect(code).toBe(5);
    expect(out).toContain("my-app production is new");
    expect(out).toContain("to restore it:\nnpx sst-vault restore my-app _fallback\n");
  });

  test.each([
    { named: ["verify", "my-app", "_fallback"], result: fallback() },
    { named: ["verify", "/sst/passphrase/my-app/production"], result: verifyResult("my-app", "production") },
  ])("calls nothing new that has a result: $named", async ({ named, result }) => {
    expect((await gate([result], named)).out).not.toContain("is new");
  });
});

test.each([
  { argv: ["verify", "--accept-bucket", "b"], says: "--accept-bucket needs a stage" },
  { argv: ["verify", "my-app"], says: 'which stage of "my-app"' },
  { argv: ["verify", "my-app", ""], says: '"" is no name' },
  { argv: ["verify", ""], says: 'which stage of ""' },
])("fails before anything is asked: $says", async ({ argv, says }) => {
  const { code, err, asked } = await runWith({}, ...argv);

  expect({ code, asked }).toEqual({ code: 2, asked: [] });
  expect(err).toContain(says);
});

test("where nothing is protected, says what to do next", async () => {
  const { code, out, err } = await runWith({ replies: { query: { parameters: [] } } }, "verify");

  expect(code).toBe(0);
  expect(out).toContain("no parameter is protected here yet");
  expect(err).toContain("npx sst-vault sweep\n");
});

test("a bucket that has nothing of the stage is accepted once its files are there", async () => {
  const cause = { code: "bucket-lacks-stage", bucket: "new", provedIn: "old" };
  const results = [verifyResult("my-app", "prod", { verdict: "unproven", cause })];
  const { out } = await runWith({ replies: { verify: { results } } }, "verify", "my-app", "prod");
  expect(out).toContain("once SST's files");
  expect(out).toMatch(/\nnpx sst-vault verify my-app prod --accept-bucket new\n/);
});

describe("a passphrase that is stored in clear", () => {
  const inClear = (recoveryPoint: string | null, changes: Partial<VerifyResult> = {}) =>
    verifyResult("my-app", "production", {
      warnings: ["the passphrase is stored in clear: the parameter is of type String, not SecureString"],
      warningCauses: [{ code: "stored-in-clear", type: "String", recoveryPoint }],
      ...changes,
    });
  const remove = `aws ssm delete-parameter --name /sst/passphrase/my-app/production --region ${REGION}`;
  const put = `aws ssm put-parameter --name /sst/passphrase/my-app/production --type SecureString --value file://passphrase.txt --region ${REGION}`;

  test("of a stage that works changes no verdict, and is said loudly", async () => {
    const { code, out, err } = await runWith({ replies: { verify: { results: [inClear(point().id)] } } }, ...stage);

    expect(code).toBe(0);
    expect(err).toContain("warning: my-app production: the passphrase is stored in clear: ");
    expect(out).toMatchInlineSnapshot(`
      "account 111122223333, region eu-west-1

      APP     STAGE       VALUE     VERDICT  RECOVERY POINT          OPENS
      my-app  production  in clear  ok       20261120T100000.000Z-1  state yes,
                                                                     secrets yes

      nothing is broken, 1 stored in clear

      my-app production: stored in clear
      to have it encrypted: delete the parameter, whose value the vault keeps, and
      restore it (this waits 30 s):
      aws ssm delete-parameter --name /sst/passphrase/my-app/production --region eu-west-1
      npx sst-vault restore my-app production
      "
    `);
  });

  test.each([
    { what: "works, and never was encrypted", result: inClear(null), code: 0, commands: [remove, put] },
    {
      what: "is broken",
      result: inClear(point().id, { verdict: "recoverable" }),
      code: 5,
      commands: [remove, "npx sst-vault restore my-app production"],
    },
  ])("of a stage that $what comes with what has it encrypted", async ({ result, code, commands }) => {
    const told = await runWith({ replies: { verify: { results: [result] } } }, ...stage);

    expect(told.code).toBe(code);
    expect(told.out.trim().split("\n").slice(-2)).toEqual(commands);
  });
});
