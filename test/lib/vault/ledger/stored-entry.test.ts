import { expect, test } from "vitest";
import { storedEntry } from "../../../../lib/vault/ledger/stored-entry.ts";
import { note, rowsOf } from "../../../support/ledger-samples.ts";
import { stage } from "../../../support/memory/memory-vault.ts";

const parameter = stage("prod");
const [, row] = rowsOf(parameter, [note(), note()]);
if (!row) throw new Error("no row");
const { entry, body } = row;

test("an entry that stands where it was written is read", () => {
  expect(storedEntry(parameter.arn, 2, body)).toEqual(entry);
});

test.each([
  { what: "is no JSON", seq: 2, text: body.slice(1), arn: parameter.arn },
  { what: "is empty", seq: 2, text: "", arn: parameter.arn },
  { what: "lacks a part", seq: 2, text: body.replace('"life"', '"lives"'), arn: parameter.arn },
  { what: "stands under another number", seq: 3, text: body, arn: parameter.arn },
  { what: "stands under another parameter", seq: 2, text: body, arn: stage("dev").arn },
  { what: "stands under a longer name", seq: 2, text: body, arn: parameter.arn.replace("/sst/", "/my/sst/") },
])("one that $what tells nothing but its number", ({ seq, text, arn }) => {
  expect(storedEntry(arn, seq, text)).toMatchObject({ seq, type: "unreadable", recoveryPoint: null, detail: {} });
});

test("one of a newer vault is not passed over", () => {
  const newer = body.replace('"schema":1', '"schema":2');
  expect(() => storedEntry(parameter.arn, 2, newer)).toThrow(expect.objectContaining({ code: "UpgradeNeeded" }));
});
