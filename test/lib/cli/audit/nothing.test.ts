import { describe, expect, test } from "vitest";
import { auditEvent } from "../../../support/audit-samples.ts";
import { ACCOUNT, failed, parameter, REGION, runWith } from "../harness.ts";

/** A vault that knows these parameters, and to which nothing has happened. */
const quiet =
  (...stages: string[]) =>
  ({ op }: Record<string, unknown>) =>
    op === "list" ? { parameters: stages.map((stage) => parameter("shop", stage)) } : { events: [] };

describe("an app that nobody knows is not found", () => {
  test.each([
    { argv: [] },
    { argv: ["--since", "1h"] },
    { argv: ["--format", "csv"] },
    { argv: ["--json"] },
    { argv: ["--format", "html"] },
    { argv: ["--check"] },
  ])("with $argv", async ({ argv }) => {
    const chain = ({ op }: Record<string, unknown>) => (op === "chain" ? { rows: [] } : quiet()({ op }));
    const { code, out, err } = await runWith({ replies: { query: chain } }, "audit", "nope", ...argv);

    expect(code).toBe(3);
    const message = 'the vault knows no app "nope"';
    const hint = "npx sst-vault list shows what is protected";
    if (argv.includes("--json")) expect(JSON.parse(out).error).toEqual({ code: "NotFound", message, hint });
    else expect({ out, err }).toEqual({ out: "", err: `error: ${message}\nhint: ${hint}\n` });
  });
});

test.each([
  { argv: ["--since", "1h"], span: "since 2026-11-22 11:00:00 UTC" },
  { argv: ["--until", "2026-11-20"], span: "until 2026-11-20 23:59:59 UTC" },
  { argv: ["--since", "2h", "--until", "1h"], span: "from 2026-11-22 10:00:00 UTC to 2026-11-22 11:00:00 UTC" },
])("nothing within a time says which, and how to see all: $argv", async ({ argv, span }) => {
  for (const scope of [["shop"], ["shop", "dev"], []]) {
    const { code, out, err } = await runWith({ replies: { query: quiet("dev") } }, "audit", ...scope, ...argv);

    expect(code).toBe(0);
    expect(out).toBe(`account ${ACCOUNT}, region ${REGION}\n\nno events ${span}\n`);
    expect(err).toBe(`\n${["npx sst-vault audit", ...scope].join(" ")}\n  tells of all times\n`);
  }
});

test("an app of which only the ledger tells, at another time, is known", async () => {
  const query = ({ op, since }: Record<string, unknown>) =>
    op === "list" ? { parameters: [] } : { events: since === undefined ? [auditEvent()] : [] };
  expect(await runWith({ replies: { query } }, "audit", "shop", "--since", "1h")).toMatchObject({ code: 0 });
});

test.each([
  { scope: [], next: "npx sst-vault list\n" },
  { scope: ["shop"], next: "npx sst-vault audit shop --check\n" },
])("nothing at all of $scope: $next", async ({ scope, next }) => {
  const { code, out, err } = await runWith({ replies: { query: quiet("dev") } }, "audit", ...scope);

  expect(code).toBe(0);
  expect(out).toMatch(/\n\nno events\n$/);
  expect(err).toContain(next);
});

test.each([
  { what: "an event", found: { events: [auditEvent()] } },
  { what: "an entry that cannot be read", found: { events: [], unreadable: ["/sst/passphrase/shop/dev#1"] } },
])("$what is told, though only on a later page and of an app that is known to nobody any more", async ({ found }) => {
  const query = ({ op, nextToken }: Record<string, unknown>) => {
    if (op === "list") return { parameters: [] };
    return nextToken === undefined ? { events: [], nextToken: "2" } : found;
  };
  const { code, out } = await runWith({ replies: { query } }, "audit", "shop", "--json");

  expect(code).toBe("unreadable" in found ? 5 : 0);
  expect(JSON.parse(out)).toMatchObject(found);
});

test("a check of what nobody knows is refused by the vault itself, by its full name", async () => {
  const refused = failed("NotFound", 'the vault knows no parameter "/sst/passphrase/nope/nope"', "look");
  const query = ({ op }: Record<string, unknown>) =>
    op === "list" ? { parameters: [] } : op === "chain" ? { rows: [] } : refused;
  const { code, err } = await runWith({ replies: { query } }, "audit", "nope", "nope", "--check");

  expect(code).toBe(3);
  expect(err).toBe('error: the vault knows no parameter "/sst/passphrase/nope/nope"\nhint: look\n');
});
