import { parse } from "parse5";
import { describe, expect, test } from "vitest";
import { auditPage } from "../../../../../lib/cli/audit/html/page.ts";
import { reportSample } from "../../../../support/report-samples.ts";
import { all, byId, readPage } from "./read-page.ts";

const large = { events: 3_000, stages: 40, days: 365 };

describe.each([{ events: 0, stages: 0 }, { events: 3, stages: 2 }, {}, large])("a report of %o", (options) => {
  const input = reportSample(options);
  const page = readPage(input);
  const links = all(page, "a").map(({ attributes }) => attributes.href ?? "");

  test("is HTML without an error", () => {
    const errors: string[] = [];
    parse(auditPage(input), { onParseError: ({ code }) => errors.push(code) });

    expect(errors).toEqual([]);
  });

  test("has an id only once, and no link that leads nowhere", () => {
    const ids = page.within.flatMap(({ attributes }) => attributes.id ?? []);

    expect(new Set(ids).size).toBe(ids.length);
    expect(links.filter((href) => !ids.includes(href.slice(1)))).toEqual([]);
  });

  test("nests its headings without a gap", () => {
    const levels = page.within.flatMap(({ tag }) => (/^h[1-6]$/.test(tag) ? [Number(tag[1])] : []));

    expect(levels[0]).toBe(1);
    expect(levels.filter((level, index) => index > 0 && level > (levels[index - 1] ?? 0) + 1)).toEqual([]);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
  });

  test("gives every table a caption and every head a scope", () => {
    for (const table of all(page, "table")) expect(all(table, "caption")).toHaveLength(1);
    for (const head of all(page, "th")) expect(head.attributes.scope).toMatch(/^(col|row|rowgroup)$/);
  });

  test("tells every stage, and every entry once", () => {
    const rows = page.within.flatMap(({ attributes }) => attributes.id ?? []);
    const folded = input.events.filter(({ type, detail }) => type === "api-call" && detail.explains !== undefined);

    expect(rows.filter((id) => id.startsWith("stage-"))).toHaveLength(input.parameters.length);
    expect(rows.filter((id) => id.startsWith("entry-"))).toHaveLength(input.events.length - folded.length);
    for (const { app, stage } of input.parameters) expect(byId(page, "coverage").text).toContain(`${app}/${stage}`);
  });
});

test("the page says its language, fits a phone, and lets nothing in or out", () => {
  const page = readPage(reportSample());
  const meta = (name: string) =>
    all(page, "meta").find(({ attributes: a }) => a.name === name || a["http-equiv"] === name);

  expect(page.attributes.lang).toBe("en");
  expect(meta("viewport")?.attributes.content).toBe("width=device-width, initial-scale=1");
  expect(meta("Content-Security-Policy")?.attributes.content).toBe(
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
  );
  expect(auditPage(reportSample())).not.toMatch(/https?:|url\(|@import|<script/);
});

test("the head says of what account, region and period it is, and who made it when", () => {
  const input = reportSample();
  const facts = (filter: Partial<typeof input.filter>) => {
    const page = readPage({ ...input, filter: { ...input.filter, ...filter } });
    return all(page, "header")[0]?.text ?? "";
  };

  expect(facts({})).toContain(
    "Account 111122223333 Region eu-west-1 Period 2026-11-01 08:00:00 to 2026-12-01 08:00:00 Covers every stage Made 2026-12-01 08:00:00 By sst-vault, version 0.1.0 All times are UTC.",
  );
  expect(facts({ since: null, until: "2026-11-05T00:00:00.000Z" })).toContain(
    "the vault's first entry to 2026-11-05 00:00:00",
  );
  expect(facts({ app: "shop" })).toContain("Covers every stage of the app shop");
  expect(facts({ app: "shop", stage: "prod" })).toContain("Covers the stage shop/prod");
  expect(facts({ name: "/sst/passphrase/a/b/c" })).toContain("Covers the parameter /sst/passphrase/a/b/c");
});

test("few entries stand open, many wait behind their stage, and one stage alone is open", () => {
  const open = (options: Parameters<typeof reportSample>[0]) =>
    all(byId(readPage(reportSample(options)), "timeline"), "details").filter(({ attributes: a }) => "open" in a);

  expect(open({})).toHaveLength(5);
  expect(open(large)).toHaveLength(0);
  expect(open({ events: 300, stages: 1 })).toHaveLength(1);
});

test("a timeline over months is told month by month", () => {
  const page = readPage(reportSample(large));
  const months = all(byId(page, "timeline-1"), "th").filter(({ attributes: a }) => a.scope === "rowgroup");

  expect(months.length).toBeGreaterThan(3);
  for (const { text } of months) expect(text).toMatch(/^202[56]-\d\d \d+ lines?$/);
});

test("a stage to which nothing happened is named, and has no timeline", () => {
  const input = reportSample();
  const page = readPage({ ...input, events: input.events.filter(({ app }) => app === "shop") });

  expect(byId(page, "timeline").text).toContain("In this period nothing happened to billing/prod, billing/staging.");
});

test("3,000 entries make a page well under two megabytes", () => {
  expect(Buffer.byteLength(auditPage(reportSample(large)))).toBeLessThan(1_500_000);
});
