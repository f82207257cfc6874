import * as v from "valibot";
import { expect, test } from "vitest";
import { CheckReport } from "../../../../../lib/vault/audit-api.ts";
import { reportSample } from "../../../../support/report-samples.ts";
import { all, byId, readPage } from "./read-page.ts";

const findings = [{ name: "/sst/passphrase/shop/prod", seq: 7, problem: "entry 7 is missing" }];

test("a check that found something is told first and in full", () => {
  const page = readPage(reportSample({ findings }));

  expect(byId(page, "summary").text).toContain("The record is not whole: 1 finding in 60 entries in 5 chains.");
  expect(byId(page, "integrity").text).toContain("The record is not whole: 1 finding.");
  expect(byId(page, "integrity").text).toContain("/sst/passphrase/shop/prod 7 entry 7 is missing");
});

test("a whole record is never called so where the check failed without a finding", () => {
  const input = reportSample();
  const page = readPage({ ...input, check: { ...input.check, ok: false } });

  expect(page.text).not.toContain("The record is whole");
});

test("without an earlier check the page says what would not show", () => {
  const page = readPage(reportSample());

  expect(byId(page, "summary").text).toContain("The record is whole.");
  expect(byId(page, "summary").text).toContain("Not held against an earlier check");
  expect(byId(page, "integrity").text).toContain("a cut or rewritten end would not show");
});

test("with one the page says which", () => {
  const page = readPage(reportSample({ comparedWith: { checkedAt: "2026-11-01T06:00:00.000Z", parameters: 4 } }));

  expect(byId(page, "summary").text).toContain("Held against the check of 2026-11-01 06:00:00.");
  expect(byId(page, "integrity").text).toContain("It was held against the 4 chain heads of 2026-11-01 06:00:00.");
});

test("what can be copied is the report that a later check reads, every hash whole", () => {
  const input = reportSample({ findings });
  const copied = all(byId(readPage(input), "integrity"), "pre")[0]?.text ?? "";

  expect(v.parse(CheckReport, JSON.parse(copied))).toEqual(input.check);
});
