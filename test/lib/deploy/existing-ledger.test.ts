import { expect, test } from "vitest";
import { settle } from "../../../lib/deploy/deployed.ts";
import { ledgerLeft } from "../../../lib/deploy/existing-ledger.ts";

const key = (id: string) => `arn:aws:kms:eu-west-1:111122223333:key/${id}`;
const given = (settings: Record<string, string>) => new Map(Object.entries(settings));
const own = { settings: given({ vaultName: "sst-vault" }), ledgerTable: "Own", keyArn: key("own") };
const attached = {
  settings: given({ ledgerTable: "Old", keyArn: key("old") }),
  ledgerTable: "Old",
  keyArn: key("old"),
};
const left = (standing: typeof own, settings: Record<string, string>) =>
  ledgerLeft(settle(given(settings), standing.settings), standing);

test.each([
  ["nothing is said", own, {}],
  ["its own are named", own, { ledgerTable: "Own", keyArn: key("own") }],
  ["nothing is said of those it took over", attached, {}],
])("a vault goes on with its ledger where %s", (_, standing, settings) => {
  expect(left(standing, settings)).toBeNull();
});

test.each([
  ["another is named", own, { ledgerTable: "Old", keyArn: key("old") }, `Own, under ${key("own")},`],
  ["the one it took over is given back", attached, { ledgerTable: "", keyArn: "" }, `Old, under ${key("old")},`],
  ["the one it took over is given back, its key not", attached, { ledgerTable: "" }, `Old, under ${key("old")},`],
])("it leaves its ledger behind where %s", (_, standing, settings, told) => {
  expect(left(standing, settings)).toBe(told);
});

test.each([
  ["another key", own, { keyArn: key("other") }],
  ["another key than the one it took over", attached, { keyArn: key("other") }],
  ["a new key", attached, { keyArn: "" }],
])("is not put under %s, where nothing in its ledger would open", (_, standing, settings) => {
  expect(() => left(standing, settings)).toThrow(/are sealed under .*: under another key none opens/);
});
