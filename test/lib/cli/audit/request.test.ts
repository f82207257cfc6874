import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseAudit } from "../../../../lib/cli/audit/request.ts";
import { auditEvent } from "../../../support/audit-samples.ts";
import { runWith } from "../harness.ts";
import { dev, vault } from "./check-vault.ts";

test.each([
  { argv: [], asks: {} },
  { argv: ["my-app"], asks: { app: "my-app" } },
  { argv: ["my-app", "_fallback"], asks: { app: "my-app", stage: "_fallback" } },
  { argv: ["/sst/passphrase/a/b"], asks: { name: "/sst/passphrase/a/b" } },
  { argv: ["--", "--help"], asks: { app: "--help" } },
  {
    argv: ["--since", "2026-11-20T10:00:01", "--until", "2026-11-20T10:00:01"],
    asks: { since: "2026-11-20T10:00:01.000Z", until: "2026-11-20T10:00:01.999Z" },
  },
  {
    argv: ["--since", "2026-11-20", "--until", "2026-11-21"],
    asks: { since: "2026-11-20T00:00:00.000Z", until: "2026-11-21T23:59:59.999Z" },
  },
  { argv: ["--until", "2026-11-20T10:07+01:00"], asks: { until: "2026-11-20T09:07:59.999Z" } },
  {
    argv: ["--since", "2h", "--until", "30m"],
    asks: { since: "2026-11-22T10:00:00.000Z", until: "2026-11-22T11:30:00.000Z" },
  },
])("audit $argv asks for $asks", async ({ argv, asks }) => {
  const { asked, code } = await runWith({ replies: { query: { events: [auditEvent()] } } }, "audit", ...argv);

  expect(code).toBe(0);
  expect(asked).toEqual([{ name: "sst-vault-query", request: { op: "audit", ...asks } }]);
});

test.each([
  { argv: ["--since", "1h", "--until", "2h"], why: '--since "1h" is after --until "2h"' },
  { argv: ["--since", "2026-11-23"], why: '"2026-11-23" is yet to come' },
  { argv: ["--since", "yesterday"], why: '"yesterday" is not a time' },
  { argv: ["--format", "xml"], why: "Allowed choices are table, json, csv, html" },
  { argv: ["--json", "--format", "csv"], why: "--json and --format csv exclude each other" },
  { argv: ["--check", "--format", "csv"], why: "a check has no rows for a CSV file" },
  { argv: ["--heads", "x.json", "--format", "csv"], why: "a check has no rows for a CSV file" },
  { argv: ["--check", "--since", "1h"], why: "a chain is checked from its first entry to its last" },
  { argv: ["my-app/production"], why: "which stage" },
  { argv: ["a/b", "c"], why: '"a/b" is no name of an app or stage' },
  { argv: ["/sst/passphrase/a/b", "c"], why: "is one too many" },
  { argv: ["--output", ""], why: "--output needs the name of a file" },
  { argv: ["--output", "trail.xlsx"], why: '--output "trail.xlsx" has an ending of no format' },
  { argv: ["--output", "trail.constructor"], why: "has an ending of no format" },
  { argv: ["--check", "--output", "check.pdf"], why: "has an ending of no format" },
  { argv: ["--check", "--output", "check.csv"], why: "a check has no rows for a CSV file" },
])("audit $argv is a mistake: $why", async ({ argv, why }) => {
  const { code, out, err, asked } = await runWith({}, "audit", ...argv);

  expect({ code, asked }).toEqual({ code: 2, asked: [] });
  expect(argv.includes("--json") ? JSON.parse(out).error.message : err).toContain(why);
});

describe("the format", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "sst-vault-format-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const query = { events: [auditEvent()] };
  const written = async (name: string, ...argv: string[]) => {
    const file = join(folder, name);
    const { code } = await runWith({ replies: { query } }, "audit", "--output", file, ...argv);
    expect(code).toBe(0);
    return await readFile(file, "utf8");
  };

  test.each([
    { name: "a.json", argv: [], begins: "{\n" },
    { name: "a.b.CSV", argv: [], begins: "time,recordedAt," },
    { name: "csv", argv: [], begins: "account " },
    { name: "csv.txt", argv: [], begins: "account " },
    { name: "no-ending", argv: [], begins: "account " },
    { name: "a.csv", argv: ["--format", "table"], begins: "account " },
    { name: "a.html", argv: ["--json"], begins: "{\n" },
    { name: "a.xlsx", argv: ["--format", "csv"], begins: "time,recordedAt," },
  ])("of $name with $argv is the file's, unless one is given", async ({ name, argv, begins }) => {
    expect(await written(name, ...argv)).toMatch(new RegExp(`^${begins}`));
  });

  test("of a page is that of .html", async () => {
    const file = join(folder, "report.html");
    await runWith({ replies: { query: vault(dev) } }, "audit", "--output", file);
    expect(await readFile(file, "utf8")).toMatch(/^<!doctype html>/);
  });

  test("and the place are those of stdout for -", async () => {
    const { code, out, err } = await runWith({ replies: { query } }, "audit", "--output", "-");
    expect({ code, err: err.includes("written") }).toEqual({ code: 0, err: false });
    expect(out).toContain("created");
  });
});

test.each([
  ["x", "table"],
  ["x.txt", "table"],
  ["x.json", "json"],
  ["x.html", "html"],
])("writes a check to %s as %s", (output, format) => {
  expect(parseAudit([], { check: true, output }, false, new Date())).toMatchObject({ check: true, format });
});
