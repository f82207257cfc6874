import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeBase64 } from "../../../lib/sst/base64.ts";

test("decodes what was encoded, also with line breaks in it", () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.nat(), fc.constantFrom("", "\n", "\r\n", "\r"), (bytes, at, newline) => {
      const text = Buffer.from(bytes).toString("base64");
      const cut = at % (text.length + 1);
      expect(decodeBase64(text.slice(0, cut) + newline + text.slice(cut))).toEqual(Buffer.from(bytes));
    }),
  );
});

// What Go's base64.StdEncoding.DecodeString answers.
test.each([
  ["", ""],
  ["\n", ""],
  ["AA==", "00"],
  ["AA=\n=", "00"],
  ["A\r\nA==", "00"],
  ["AAA=", "0000"],
  ["++//", "fbefff"],
  // Bits beyond the last byte are ignored.
  ["AB==", "00"],
  ["AAB=", "0000"],
])("takes %j as Go does", (text, hex) => {
  expect(decodeBase64(text)?.toString("hex")).toBe(hex);
});

test.each([
  "A",
  "AA",
  "AAA",
  "AA=",
  "A===",
  "====",
  "=",
  "AA==AA==",
  "AA==A",
  "AA=A",
  "--__",
  " AA==",
  "AA== ",
  "AA==\t",
  "AAA=\0",
  "ÄA==",
])("refuses %j as Go does", (text) => {
  expect(decodeBase64(text)).toBeNull();
});
