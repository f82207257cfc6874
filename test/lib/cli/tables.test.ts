import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { ACCOUNT, parameter, point, runWith } from "./harness.ts";

const sso = `arn:aws:sts::${ACCOUNT}:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/alice@example.com`;
const points = [
  point({ id: "20261122T014946.123Z-12", live: true, createdBy: sso, opens: { state: "yes", secrets: "yes" } }),
  point({ source: "sweep", opens: { state: "yes", secrets: "no" } }),
  point({ id: "20261001T014946.123Z-1", createdBy: null, source: "restore" }),
];
const history = { parameter: parameter("my-app", "production", { recoveryPoints: 3 }), recoveryPoints: points };

test("list is readable at 80 columns", async () => {
  const parameters = [
    parameter("my-app", "production", { recoveryPoints: 12, verdict: "ok", stale: true }),
    parameter("my-app", "pr-17", { live: false, verdict: "recoverable" }),
    parameter("", "", { app: null, stage: null, name: "/sst/passphrase/one/level/deeper", latest: null }),
  ];

  const { out, err } = await runWith({ replies: { query: { parameters } } }, "list");

  expect(out).toMatchInlineSnapshot(`
    "account 111122223333, region eu-west-1

    APP                STAGE       VALUE    POINTS  LATEST (UTC)         VERDICT
    my-app             pr-17       deleted       1  2026-11-20 10:00:00  recoverable
    my-app             production  live         12  2026-11-20 10:00:00  ok*
    /sst/passphrase/               live          1  none                 unproven
    one/level/deeper
    * found before the last change of the passphrase, and about to be tested again
    "
  `);
  expect(err).toContain("npx sst-vault restore my-app pr-17");
});

test("history is readable at 80 columns", async () => {
  const { out } = await runWith({ replies: { query: history } }, "history", "my-app", "production");

  expect(out).toMatchInlineSnapshot(`
    "account 111122223333, region eu-west-1
    /sst/passphrase/my-app/production
    live, 3 recovery points, verdict unproven

    RECOVERY POINT           LIVE   AGE  BY                 KEPT BY  OPENS
    20261122T014946.123Z-12  live  10 h  sso/Admin/         event    state yes,
                                         alice@example.com           secrets yes
    20261120T100000.000Z-1          2 d  role/Deploy/ci-17  sweep    state yes,
                                                                     secrets no
    20261001T014946.123Z-1         52 d  unknown            restore  untested
    "
  `);
});

test("names of 120 characters stay whole, apart and within 80 columns", async () => {
  const name = (end: string) => "n".repeat(120 - end.length) + end;
  const stages = [name("one"), name("two")];
  const parameters = stages.map((stage) => parameter(name("app"), stage));

  const narrow = await runWith({ replies: { query: { parameters } } }, "list");
  const wide = await runWith({ replies: { query: { parameters } }, columns: Number.POSITIVE_INFINITY }, "list");

  const lines = narrow.out.split("\n");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  const column = lines[2]?.indexOf("STAGE") ?? 0;
  const written = lines.slice(3).map((line) => line.slice(column, lines[2]?.indexOf("VALUE")).trim());
  expect(written.join("")).toBe(stages.join(""));
  expect(wide.out.split("\n").filter((line) => stages.some((stage) => line.includes(stage)))).toHaveLength(2);
});

test("colours change nothing but the colours, and --no-color takes them away", async () => {
  const argv = ["history", "my-app", "production"];
  const plain = await runWith({ replies: { query: history } }, ...argv);
  const coloured = await runWith({ replies: { query: history }, color: true }, ...argv);
  const refused = await runWith({ replies: { query: history }, color: true }, "--no-color", ...argv);

  expect(coloured.out).not.toBe(plain.out);
  expect(stripVTControlCharacters(coloured.out).replaceAll(/ +$/gm, "")).toBe(plain.out);
  expect(refused.out).toBe(plain.out);
});

test("what could rewrite the terminal is spelled out", async () => {
  const query = { parameters: [parameter("my-app\u001b[2J", "pro\u202Educt")] };

  const { out } = await runWith({ replies: { query } }, "list");

  expect(out).toContain("my-app\\u001b[2J");
  expect(out).toContain("pro\\u202educt");
});

test.each([
  { verdicts: ["recoverable", "ok"] as const, next: ["npx sst-vault restore my-app s0"] },
  { verdicts: ["recoverable", "recoverable"] as const, next: ["npx sst-vault restore --all"] },
  {
    verdicts: ["lost", "recoverable", "recoverable"] as const,
    next: ["npx sst-vault restore --all", "npx sst-vault verify"],
  },
  { verdicts: ["recoverable", "split"] as const, next: ["npx sst-vault restore my-app s0", "npx sst-vault verify"] },
  { verdicts: ["ok", "split"] as const, next: ["npx sst-vault verify"] },
  { verdicts: ["lost"] as const, next: ["npx sst-vault verify"] },
])("a list with $verdicts says what to do next", async ({ verdicts, next }) => {
  const parameters = verdicts.map((verdict, index) => parameter("my-app", `s${index}`, { verdict }));

  const { err } = await runWith({ replies: { query: { parameters } } }, "list");

  expect(err.match(/^npx .*$/gm)).toEqual(next);
});

test("history of a recoverable one says what mends it, and whether the verdict is old", async () => {
  const of = parameter("my-app", "production", { verdict: "recoverable", stale: true });
  const { out, err } = await runWith(
    { replies: { query: { parameter: of, recoveryPoints: points } } },
    ...["history", "my-app", "production"],
  );

  expect(out).toContain("verdict recoverable*\n");
  expect(out).toContain("* found before the last change");
  expect(err).toContain("to mend it:\nnpx sst-vault restore my-app production\n");
});

test.each([
  { argv: ["list"], next: "npx sst-vault sweep" },
  { argv: ["list", "--deleted", "--region", "eu-west-1"], next: "npx sst-vault list --region eu-west-1" },
])("an empty $argv says what to do next", async ({ argv, next }) => {
  const { out, err, code } = await runWith({ replies: { query: { parameters: [] } } }, ...argv);

  expect(code).toBe(0);
  expect(out).toContain("no p");
  expect(err).toContain(next);
});
