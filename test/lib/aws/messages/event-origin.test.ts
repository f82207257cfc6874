import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseChanges, sweepMessage } from "../../../../lib/aws/messages/change-event.ts";

const EVENTS = join(import.meta.dirname, "../../../fixtures/events");
const event = (name: string) => JSON.parse(readFileSync(join(EVENTS, `${name}.json`), "utf8"));
const now = new Date("2026-11-22T12:00:00.000Z");
/** Parses as the function does that runs where the event says it is from. */
const parse = (file: string, changes: object) => {
  const { account, region } = event(file);
  const message = { ...event(file), ...changes };
  return parseChanges(JSON.stringify(message), { home: { account, region }, restoreRoleArn: "", now });
};

describe.each(["create", "delete", "trail-create", "trail-denied", "trail-delete-many"])("an event like %s", (file) => {
  test("is about our parameters where it is of this account and region", () => {
    expect(parse(file, {})).not.toEqual([]);
  });

  test.each([
    { what: "account", elsewhere: { account: "444455556666" } },
    { what: "region", elsewhere: { region: "eu-central-1" } },
  ])("is of no interest where it is of another $what, and no dead letter either", ({ elsewhere }) => {
    expect(parse(file, elsewhere)).toEqual([]);
  });

  test.each(["account", "region"])("that names no %s is not taken for ours", (field) => {
    expect(() => parse(file, { [field]: undefined })).toThrow(expect.objectContaining({ code: "BadRequest" }));
  });
});

describe("an event that tells of a time to come", () => {
  const at = now.toISOString();
  const future = "2999-01-01T00:00:00Z";

  test("is taken for one of now", () => {
    expect(parse("delete", { time: future })).toMatchObject([{ hint: { kind: "delete", at } }]);
    const { detail } = event("trail-delete");
    const trailed = parse("trail-delete", { detail: { ...detail, eventTime: future } });
    expect(trailed).toMatchObject([{ hint: { kind: "delete", at }, call: { time: at } }]);
    const swept = sweepMessage({ name: "/a", hint: { kind: "listed", at: future, source: "sweep" } });
    expect(parse("create", JSON.parse(swept))).toMatchObject([{ hint: { kind: "listed", at } }]);
  });

  test("of a few minutes ahead is taken at its word: clocks differ", () => {
    const soon = "2026-11-22T12:14:00.000Z";
    expect(parse("delete", { time: soon })).toMatchObject([{ hint: { at: soon } }]);
    expect(parse("delete", { time: "2026-11-22T12:16:00.000Z" })).toMatchObject([{ hint: { at } }]);
  });
});
