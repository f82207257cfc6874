import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseChanges, sweepMessage } from "../../../../lib/aws/messages/change-event.ts";

const EVENTS = join(import.meta.dirname, "../../../fixtures/events");
const event = (name: string) => readFileSync(join(EVENTS, `${name}.json`), "utf8");
const name = "/sst/passphrase/shop/dev";
const home = { account: "123456789012", region: "us-east-2" };
const now = new Date("2026-11-22T12:00:00.000Z");
const parse = (body: string) => parseChanges(body, { home, restoreRoleArn: "", now });

describe("an event of Parameter Store", () => {
  test.each([
    ["create", { kind: "create", at: "2026-11-22T01:49:46.000Z" }],
    ["update", { kind: "update", at: "2026-11-22T02:10:00.000Z" }],
    ["delete", { kind: "delete", at: "2026-11-22T03:00:59.000Z" }],
    ["create-without-slash", { kind: "create", at: "2026-11-22T01:49:46.000Z" }],
    ["update-with-unknown-fields", { kind: "update", at: "2026-11-22T01:49:46.000Z" }],
  ])("of %s tells name, kind and time of a change, and which event it is", (file, hint) => {
    const { id } = JSON.parse(event(file));
    expect(parse(event(file))).toEqual([{ name, hint: { ...hint, source: "event" }, event: id }]);
  });

  test.each([undefined, "", 7, "x".repeat(65)])("is understood though its id is %j: nothing depends on that", (id) => {
    expect(parse(JSON.stringify({ ...JSON.parse(event("create")), id }))).toEqual([
      { name, hint: { kind: "create", at: "2026-11-22T01:49:46.000Z", source: "event" } },
    ]);
  });

  test("of a label changes no value", () => {
    expect(parse(event("label"))).toEqual([]);
  });
});

test("what a sweep sends is understood as it was meant", () => {
  const at = "2026-11-22T11:59:59.123Z";
  for (const kind of ["listed", "unlisted"] as const) {
    const change = { name, hint: { kind, at, source: "sweep" as const } };
    expect(parse(sweepMessage(change))).toEqual([change]);
  }
});

describe("a message that is none of ours", () => {
  const create = JSON.parse(event("create"));
  const swept = { source: "sst-vault.sweep", name, kind: "listed", at: "2026-11-22T12:00:00.123Z" };
  const SECRET = "a text that may be a secret";
  test.each<[string, unknown]>([
    ["is no JSON", `{"detail": ${SECRET}`],
    ["is empty", ""],
    ["is JSON and no object", JSON.stringify(SECRET)],
    ["is of another kind", event("policy-action")],
    ["is of another source", { ...create, source: SECRET }],
    ["has no name", { ...create, detail: { operation: "Create", secret: SECRET } }],
    ["has an empty name", { ...create, detail: { ...create.detail, name: "" } }],
    ["has no time", { ...create, time: SECRET }],
    ["has an operation nobody knows", { ...create, detail: { ...create.detail, operation: SECRET } }],
    ["has an operation only objects know", { ...create, detail: { ...create.detail, operation: "toString" } }],
    ["pretends to be a sweep with a wish", { ...swept, kind: SECRET }],
    ["pretends to be a sweep of no time", { ...swept, at: SECRET }],
  ])("because it %s is refused, and not repeated in the error", (_, message) => {
    const body = typeof message === "string" ? message : JSON.stringify(message);
    const refusal = () => parse(body);
    expect(refusal).toThrow(expect.objectContaining({ name: "VaultError", code: "BadRequest" }));
    expect(refusal).not.toThrow(new RegExp(SECRET));
  });
});
