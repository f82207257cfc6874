import { expect, test } from "vitest";
import { age } from "../../../lib/cli/render/when.ts";
import { who } from "../../../lib/cli/render/who.ts";
import { parseTime } from "../../../lib/cli/time.ts";
import { NOW } from "./harness.ts";

test.each([
  ["2026-11-22T01:49:46.123Z", "2026-11-22T01:49:46.123Z"],
  ["2026-11-22T01:49:46", "2026-11-22T01:49:46.999Z"],
  ["2026-11-22T01:49", "2026-11-22T01:49:00.000Z"],
  ["2026-11-22 01:49:46.5", "2026-11-22T01:49:46.500Z"],
  ["2026-11-22", "2026-11-22T00:00:00.000Z"],
  ["2026-11-22T01:49:46+02:00", "2026-11-21T23:49:46.999Z"],
  ["2026-11-21T23:49:46-0130", "2026-11-22T01:19:46.999Z"],
  ["2026-11-22T01:49:46.123456789Z", "2026-11-22T01:49:46.123Z"],
  ["20261122T014946.123Z", "2026-11-22T01:49:46.123Z"],
  ["30m", "2026-11-22T11:30:00.000Z"],
  ["2h ago", "2026-11-22T10:00:00.000Z"],
  ["7d", "2026-11-15T12:00:00.000Z"],
])("reads %s as %s", (text, expected) => {
  expect(parseTime(text, NOW)).toBe(expected);
});

test.each([
  ["2026-11-22", "2026-11-22T00:00:00.000Z", "2026-11-22T23:59:59.999Z"],
  ["2026-11-22T01:49", "2026-11-22T01:49:00.000Z", "2026-11-22T01:49:59.999Z"],
  ["2026-11-22T01:49+02:00", "2026-11-21T23:49:00.000Z", "2026-11-21T23:49:59.999Z"],
  ["2026-11-22T01:49:46", "2026-11-22T01:49:46.000Z", "2026-11-22T01:49:46.999Z"],
  ["2026-11-22T01:49:46.1", "2026-11-22T01:49:46.100Z", "2026-11-22T01:49:46.100Z"],
  ["2h", "2026-11-22T10:00:00.000Z", "2026-11-22T10:00:00.000Z"],
])("reads %s as a time from %s until %s", (text, since, until) => {
  expect([parseTime(text, NOW, "since"), parseTime(text, NOW, "until")]).toEqual([since, until]);
});

test.each([
  "",
  "yesterday",
  "2026-02-30",
  "2026-13-01",
  "2026-11-22T25:00",
  "2h30m",
  "-2h",
  "1",
  "22.11.2026",
  "99999999d",
  "999999999w",
  "9999-12-31T23:59-10:00",
])("takes %j for no time", (text) => {
  expect(() => parseTime(text, NOW)).toThrow("is not a time");
});

test("takes no time to come for one that was, but for an end", () => {
  for (const text of ["2026-11-22T12:06", "2026-11-22T14:00", "2026-11-23", "2026-11-22T11:00-01:06"]) {
    for (const edge of ["at", "since"] as const) {
      expect(() => parseTime(text, NOW, edge)).toThrow(`"${text}" is yet to come: it is 2026-11-22 12:00:00 UTC now`);
    }
    expect(parseTime(text, NOW, "until") > NOW.toISOString()).toBe(true);
  }
  // The second that has just begun is told by all of it.
  expect(parseTime("2026-11-22T12:00:00", NOW)).toBe("2026-11-22T12:00:00.999Z");
  expect(parseTime("9999-12-31", NOW, "until")).toBe("9999-12-31T23:59:59.999Z");
});

test.each([
  ["arn:aws:sts::111122223333:assumed-role/Deploy/ci-17", "role/Deploy/ci-17"],
  ["arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/a@b.c", "sso/Admin/a@b.c"],
  ["arn:aws:iam::111122223333:user/team/alice", "user/alice"],
  ["arn:aws:iam::111122223333:root", "root"],
  ["arn:aws:iam::444455556666:user/alice", "444455556666:user/alice"],
  ["arn:aws-cn:sts::111122223333:assumed-role/Deploy/ci-17", "role/Deploy/ci-17"],
  ["ssm.amazonaws.com", "ssm.amazonaws.com"],
  [null, "unknown"],
])("shortens %s to %s", (arn, expected) => {
  expect(who(arn, "111122223333")).toBe(expected);
});

test.each([
  [-5, "0 s"],
  [89, "89 s"],
  [90, "1 min"],
  [2 * 3600, "2 h"],
  [48 * 3600, "2 d"],
])("tells %i seconds as %s", (seconds, expected) => {
  expect(age(new Date(NOW.getTime() - seconds * 1000).toISOString(), NOW)).toBe(expected);
});
