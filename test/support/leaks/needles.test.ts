import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Needles } from "./needles.ts";

test("every needle is found where it is, and only there", () => {
  const needle = fc.uint8Array({ minLength: 16, maxLength: 40, max: 2 }); // few different bytes: many near misses
  fc.assert(
    fc.property(fc.array(needle, { maxLength: 5 }), fc.uint8Array({ maxLength: 99, max: 2 }), (needles, between) => {
      const forms = needles.map((bytes) => Buffer.from(bytes));
      const haystack = Buffer.concat([Buffer.from(between), ...forms.flatMap((form) => [form, Buffer.from(between)])]);
      const all = forms.flatMap((form, n) => indexesOf(form, haystack).map((at) => `${n} at ${at}`));
      expect(find(forms, haystack)).toEqual(all.sort());
    }),
  );
});

test("a needle is found at both ends, and not beyond", () => {
  const form = randomBytes(20);
  expect(find([form], form)).toEqual(["0 at 0"]);
  expect(find([form], Buffer.concat([form, Buffer.alloc(9), form]))).toEqual(["0 at 0", "0 at 29"]);
  expect(find([form], form.subarray(0, 19))).toEqual([]);
  expect(find([form], Buffer.alloc(0))).toEqual([]);
});

function find(forms: Buffer[], haystack: Buffer): string[] {
  const needles = new Needles<number>();
  for (const [n, form] of forms.entries()) needles.add(form, n);
  const hits: string[] = [];
  needles.find(haystack, (n, at) => hits.push(`${n} at ${at}`));
  return hits.sort();
}

function indexesOf(form: Buffer, haystack: Buffer): number[] {
  const at: number[] = [];
  for (let next = haystack.indexOf(form); next !== -1; next = haystack.indexOf(form, next + 1)) at.push(next);
  return at;
}
