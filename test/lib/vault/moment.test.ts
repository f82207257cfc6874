import { expect, test } from "vitest";
import { isMoment } from "../../../lib/vault/moment.ts";

test.each([
  "2026-11-22T01:49:46.123Z",
  "2026-11-22T01:49:46+02:00",
  "0000-01-01T00:00:00Z",
  "9999-12-31T23:59:59.999Z",
])("%s is a time to compute with", (text) => {
  expect(isMoment(text)).toBe(true);
  expect(() => new Date(text).toISOString()).not.toThrow();
});

test.each([
  "2026-11-99T00:00:00Z",
  "2026-11-22T10:00:00+02",
  "9999-12-31T23:59:59-10:00",
  "0000-01-01T00:00:00+01:00",
  "",
])("%s is none", (text) => {
  expect(isMoment(text)).toBe(false);
});
