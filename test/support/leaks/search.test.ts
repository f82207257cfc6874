import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { KINDS, layOut, RECORD } from "./run-folder.ts";
import { search } from "./search.ts";
import { verdictOn } from "./verdict.ts";

let folder: string;
let value: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "leaks-test-"));
  layOut(folder);
  value = randomBytes(32).toString("base64");
  write("values/1", `${JSON.stringify({ value, of: "/sst/passphrase/shop/prod" })}\n`);
});
afterEach(() => rmSync(folder, { recursive: true }));

test.each(KINDS)("a value is found in what was %s, and told without it", (kind) => {
  write(`said/${kind}/1`, `${RECORD}nothing here\nfine${RECORD}a title\nbefore ${value} after${RECORD}another\nfine`);
  const { clean, text } = verdictOn(search(folder), false);
  expect(clean).toBe(false);
  expect(text).toContain("1 values searched");
  expect(text).toContain("1 LEAKED");
  expect(text).toMatch(new RegExp(`^LEAK .${kind}.: a value of /sst/passphrase/shop/prod .* in a title$`, "m"));
  expect(text.includes(value)).toBe(false);
});

test("files deep down are searched, also without records, and told by their names", () => {
  write("said/synthesized/emulator/cdk.out/asset.1/index.mjs", `const value = "${value}"`);
  const { leaks } = search(folder);
  expect(leaks.map(({ place }) => place)).toEqual(["index.mjs"]);
});

test("a leak that is in a record twice, or in two forms, is told once", () => {
  write("said/logged/1", `${RECORD}a log\n${value} ${Buffer.from(value).toString("hex")} ${value}`);
  expect(search(folder).leaks).toHaveLength(1);
});

test("a place or a name that gives the value away is not told", () => {
  write("values/2", `${JSON.stringify({ value: `${value}2`, of: value })}\n`);
  write("said/asked/1", `${RECORD}a call of ${value}2\ntext ${value}2`);
  const { text } = verdictOn(search(folder), false);
  expect(text).toContain("[it gives the value away]");
  expect(text.includes(value.slice(0, 16))).toBe(false);
});

test("what is not leaked is counted", () => {
  for (const kind of KINDS) write(`said/${kind}/1`, "fine".repeat(1000));
  const { clean, text } = verdictOn(search(folder), false);
  expect(clean).toBe(true);
  expect(text).toContain("1 values searched in 48 kB (printed 4 kB, ");
  expect(text).toContain("none found");
});

test("a whole run that saw too little fails, part of one does not", () => {
  write("said/printed/1", "fine");
  const searched = search(folder);
  expect(verdictOn(searched, false).clean).toBe(true);
  const { clean, text } = verdictOn(searched, true);
  expect(clean).toBe(false);
  expect(text).toMatch(/nothing was searched of: reported, thrown, .*logged/);
  expect(text).toContain("so few values were noted");
});

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}
