import { createHash, randomBytes } from "node:crypto";
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { formsOf, searchable } from "./forms.ts";

// As SST makes them, and with every character that some spelling changes.
const key = randomBytes(32);
const ofSst = `+/${key.toString("base64").slice(2)}`;
const odd = 'correct "horse" & <battery>/staple ü';

/** Which of a value's forms a text contains. */
const found = (value: string, text: string | Buffer) => formsOf(value).some((form) => Buffer.from(text).includes(form));

test.each([
  ["as it is", (value: string) => `told ${value} to everyone`],
  ["in JSON", (value: string) => JSON.stringify({ value })],
  ["in JSON within JSON", (value: string) => JSON.stringify({ body: JSON.stringify({ value }) })],
  ["in JSON with escaped slashes", (value: string) => JSON.stringify(value).replaceAll("/", "\\/")],
  ["in a URL", (value: string) => `https://example.test/?v=${encodeURIComponent(value)}`],
  ["in a form", (value: string) => new URLSearchParams({ value }).toString()],
  ["in a URL in small letters", (value: string) => encodeURIComponent(value).replace(/%../g, (c) => c.toLowerCase())],
  ["in HTML", (value: string) => value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)],
  ["in base64", (value: string) => Buffer.from(value).toString("base64")],
  ["in base64url", (value: string) => Buffer.from(value).toString("base64url")],
  ["in base64 after 1 byte", (value: string) => Buffer.from(`{${value}}`).toString("base64")],
  ["in base64 after 2 bytes", (value: string) => Buffer.from(`{"${value}"}`).toString("base64")],
  ["in base64 in the middle", (value: string) => Buffer.from(`before ${value} after`).toString("base64")],
  ["in hex", (value: string) => Buffer.from(value).toString("hex")],
  ["in upper hex", (value: string) => Buffer.from(value).toString("hex").toUpperCase()],
  ["as a buffer printed", (value: string) => inspect(Buffer.from(value))],
  ["as a buffer in JSON", (value: string) => JSON.stringify(Buffer.from(value))],
  ["as its SHA-256", (value: string) => createHash("sha256").update(value).digest("hex")],
  ["as its SHA-256 in base64", (value: string) => createHash("sha256").update(value).digest("base64")],
  ["as its MD5", (value: string) => createHash("md5").update(value).digest("hex")],
])("a value is found %s", (_, spell) => {
  for (const value of [ofSst, odd]) expect(found(value, spell(value))).toBe(true);
  expect(found(randomBytes(32).toString("base64"), spell(ofSst))).toBe(false);
});

test.each([
  ["cut off", ofSst.slice(0, 20)],
  ["wrapped", `${ofSst.slice(0, 22)}\n${ofSst.slice(22)}`],
  ["without its padding", ofSst.replace("=", "")],
  ["as the key it stands for", Buffer.from(ofSst, "base64")],
  ["as its key in hex", Buffer.from(ofSst, "base64").toString("hex")],
  ["as its key after other bytes", Buffer.concat([Buffer.of(1), Buffer.from(ofSst, "base64")]).toString("base64")],
])("a value of SST's is found %s", (_, text) => {
  expect(found(ofSst, text)).toBe(true);
});

test("what cannot be told from other text is not searched for", () => {
  expect(["short", "x".repeat(4097), Buffer.alloc(32).toString("base64")].filter(searchable)).toEqual([]);
  expect([ofSst, odd, key.subarray(0, 16).toString("base64")].filter(searchable)).toHaveLength(3);
});

test("no form is shorter than the shortest", () => {
  for (const value of [ofSst, odd, "sixteen letters!"]) {
    expect(formsOf(value).filter(({ length }) => length < 16)).toEqual([]);
  }
});
