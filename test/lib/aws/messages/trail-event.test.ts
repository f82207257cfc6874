import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseChanges } from "../../../../lib/aws/messages/change-event.ts";

const EVENTS = join(import.meta.dirname, "../../../fixtures/events");
const event = (name: string) => JSON.parse(readFileSync(join(EVENTS, `trail-${name}.json`), "utf8"));
const name = "/sst/passphrase/shop/dev";
const at = "2026-11-22T01:49:46.000Z";
const RESTORE_ROLE = "arn:aws:iam::123456789012:role/SstVault-Restore";

const home = { account: "123456789012", region: "us-east-1" };
const reader = { home, restoreRoleArn: RESTORE_ROLE, now: new Date("2026-11-22T12:00:00.000Z") };

const parse = (message: unknown) => parseChanges(JSON.stringify(message), reader);
/** The first change an event tells of, some fields of its detail replaced. */
function first(file: string, detail: object = {}) {
  const message = event(file);
  const [change] = parse({ ...message, detail: { ...message.detail, ...detail } });
  return change;
}

describe("an event of a trail", () => {
  test("tells who called, when, from where, and what came of it", () => {
    expect(parse(event("create"))).toEqual([
      {
        name,
        hint: { kind: "create", at, lateSeconds: 1, version: 1, source: "event" },
        call: {
          eventId: "7c1a52be-46e6-4d2c-9e3a-0d8d0d6f4a01",
          eventName: "PutParameter",
          time: at,
          requestId: "1b0bcbf1-1f31-4c2c-9df7-4a3b5f5b3c11",
          caller: { type: "AssumedRole", arn: "arn:aws:sts::123456789012:assumed-role/Dev/ann", invokedBy: null },
          sourceIp: "203.0.113.7",
          userAgent: expect.stringContaining("aws-cli/2.31.1"),
          errorCode: null,
          told: { version: 1, overwrite: false, tier: "Standard", type: "SecureString" },
          byVault: null,
        },
      },
    ]);
  });

  test.each([
    ["update", "update", { version: 7, overwrite: true, tier: "Advanced", type: "SecureString", keyId: "alias/team" }],
    ["delete", "delete", {}],
    ["label", "look", { parameterVersion: 3 }],
  ])("of %s makes one expect: %s", (file, kind, told) => {
    expect(first(file)).toMatchObject({ name, hint: { kind, at, source: "event" }, call: { errorCode: null } });
    expect(first(file)?.call?.told).toEqual(told);
  });

  test("of a deletion of several names each, and as failed those that were not there", () => {
    const told = parse(event("delete-many")).map(({ name: of, hint, call }) => [of, hint.kind, call?.errorCode]);
    expect(told).toEqual([
      [name, "delete", null],
      ["/sst/passphrase/shop/gone", "look", "ParameterNotFound"],
      ["/other", "delete", null],
    ]);
  });

  test("of a deletion that failed as a whole, or names one thing twice, is about each name once", () => {
    const requestParameters = { names: [name, name.slice(1), "/sst/passphrase/shop/gone"] };
    const message = event("delete-many");
    const told = parse({
      ...message,
      detail: { ...message.detail, requestParameters, errorCode: "InternalServerError" },
    });
    expect(told.map((change) => [change.name, change.hint.kind, change.call?.errorCode])).toEqual([
      [name, "look", "InternalServerError"],
      ["/sst/passphrase/shop/gone", "look", "InternalServerError"],
    ]);
  });

  test("of a call that IAM refused names the parameter by its ARN alone, and nothing is believed", () => {
    expect(parse(event("denied"))).toMatchObject([
      { name, hint: { kind: "look", at }, call: { eventName: "DeleteParameter", errorCode: "AccessDenied" } },
    ]);
  });

  test("of a call that Parameter Store refused keeps its code, and nothing is believed", () => {
    expect(first("exists")).toMatchObject({
      name,
      hint: { kind: "look" },
      call: { errorCode: "ParameterAlreadyExists", told: { type: "SecureString" } },
    });
  });

  test("of a name without its slash, or with spaces about it, is about the parameter AWS made of it", () => {
    for (const odd of [name.slice(1), ` ${name} `]) {
      expect(first("create", { requestParameters: { name: odd } })?.name).toBe(name);
    }
  });

  test("of a call that AWS itself made names the service", () => {
    const userIdentity = { type: "AWSService", invokedBy: "ssm.amazonaws.com" };
    expect(first("delete", { userIdentity })?.call?.caller).toEqual({ ...userIdentity, arn: null });
    expect(first("delete", { userIdentity: null })?.call?.caller).toEqual({ type: null, arn: null, invokedBy: null });
  });

  test("knows the vault's own restore by its role, whatever its session is called", () => {
    const userIdentity = {
      type: "AssumedRole",
      arn: "arn:aws:sts::123456789012:assumed-role/SstVault-Restore/sst-vault-restore",
      sessionContext: { sessionIssuer: { type: "Role", arn: RESTORE_ROLE } },
    };
    expect(first("update", { userIdentity })?.call?.byVault).toBe("restore");
    const posing = { ...userIdentity, sessionContext: { sessionIssuer: { type: "Role", arn: `${RESTORE_ROLE}2` } } };
    expect(first("update", { userIdentity: posing })?.call?.byVault).toBeNull();
  });

  test("tells nothing that could be or hold a value, whatever field it stands in", () => {
    const SECRET = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3I=";
    const change = first("exists", {
      requestParameters: { name, value: SECRET, description: SECRET, type: SECRET, tier: SECRET, labels: [SECRET] },
      responseElements: { value: SECRET, tier: SECRET, version: SECRET },
      errorMessage: `the value ${SECRET} is no good`,
      additionalEventData: { value: SECRET },
      value: SECRET,
    });
    expect(change?.call?.told).toEqual({});
    expect(JSON.stringify(change)).not.toContain(SECRET);
    expect(JSON.stringify(first("create"))).not.toContain("HIDDEN_DUE_TO_SECURITY_REASONS");
  });

  test("tells what callers may choose as one short line", () => {
    const call = first("create", {
      userAgent: `evil\u001b[2J\r\n\u009b\u2028${"x".repeat(1000)}`,
      sourceIPAddress: "10.0.0.1\nAND MORE",
      errorCode: `Some${"Long".repeat(100)}\u0000Error`,
    })?.call;
    expect(call?.userAgent).toBe(`evil [2J ${"x".repeat(247)}`);
    expect(call?.sourceIp).toBe("10.0.0.1 AND MORE");
    expect(call?.errorCode).toHaveLength(256);
  });
});

describe("an event of a trail is refused, and not repeated in the error, where", () => {
  const SECRET = "a text that may be a secret";
  test.each<[string, object]>([
    ["it has no id", { eventID: undefined }],
    ["its time is none", { eventTime: SECRET }],
    ["its call is none that we know", { eventName: SECRET }],
    ["it names no parameter", { requestParameters: null, errorMessage: SECRET }],
    ["what failed about it cannot be told", { errorCode: { [SECRET]: SECRET } }],
  ])("%s", (_, detail) => {
    const refusal = () => first("create", { secret: SECRET, ...detail });
    expect(refusal).toThrow(expect.objectContaining({ name: "VaultError", code: "BadRequest" }));
    expect(refusal).not.toThrow(new RegExp(SECRET));
  });
});
