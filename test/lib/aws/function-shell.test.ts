import { SSMServiceException } from "@aws-sdk/client-ssm";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { answer, environment, homeOf } from "../../../lib/aws/function-shell.ts";
import { QueryRequest } from "../../../lib/vault/api.ts";
import { VaultError } from "../../../lib/vault/errors.ts";

const SECRET = "a text that may be a secret";
const invocation = { invokedFunctionArn: "arn:aws-cn:lambda:cn-north-1:123456789012:function:sst-vault-query:live" };
const head = { vaultVersion: expect.any(String), account: "123456789012", region: "cn-north-1" };

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  vi.stubEnv("PARAMETER_PREFIX", "/sst/passphrase/");
  vi.stubEnv("LEDGER_TABLE", "the-ledger");
  vi.stubEnv("STATUS_TABLE", "");
  vi.stubEnv("VAULT_KEY_ARN", undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** What the function answers where its use case does this. */
const answered = (useCase: () => unknown, request: unknown = { op: "status" }) =>
  answer(QueryRequest, request, invocation, async () => ({ result: await useCase() }));
const logged = () => JSON.stringify(vi.mocked(console.error).mock.calls);

test("a function's environment is read once, and what it lacks is named all at once", () => {
  expect(environment("prefix", "ledgerTable")).toEqual({ prefix: "/sst/passphrase/", ledgerTable: "the-ledger" });
  expect(() => environment("ledgerTable", "statusTable", "keyArn")).toThrow(
    "the function's environment lacks STATUS_TABLE, VAULT_KEY_ARN",
  );
});

test("a function knows partition, region and account from its own name", () => {
  const home = { partition: "aws-cn", region: "cn-north-1", account: "123456789012", prefix: "/sst/passphrase/" };
  expect(homeOf(invocation, "/sst/passphrase/")).toEqual(home);
});

describe("a function answers", () => {
  test("with its result, its version and where it runs", async () => {
    expect(await answered(() => 42)).toEqual({ ok: true, ...head, result: 42 });
  });

  test("a request it does not understand with the places that are wrong, and repeats none of it", async () => {
    const result = await answered(() => 42, { op: "list", app: [SECRET], secret: SECRET });
    expect(result).toEqual({
      ok: false,
      ...head,
      error: { code: "BadRequest", message: expect.any(String), hint: null },
    });
    expect(JSON.stringify(result)).toContain("app: expected string");
    expect(JSON.stringify(result) + logged()).not.toContain(SECRET);
  });

  test("an error meant for people as it is", async () => {
    const result = await answered(() => {
      throw new VaultError("NotFound", "no such parameter", "look at the list");
    });
    const error = { code: "NotFound", message: "no such parameter", hint: "look at the list" };
    expect(result).toEqual({ ok: false, ...head, error });
  });

  test("an error of AWS by name and request id, never by its text", async () => {
    const result = await answered(() => {
      const $metadata = { httpStatusCode: 400, requestId: "f00d" };
      throw new SSMServiceException({ name: "ValidationException", $fault: "client", $metadata, message: SECRET });
    });
    const hint = expect.stringContaining("npx sst-vault status");
    const error = { code: "Unexpected", message: "AWS answered ValidationException (request id f00d)", hint };
    expect(result).toEqual({ ok: false, ...head, error });
    expect(logged()).toContain("f00d");
    expect(logged()).not.toContain(SECRET);
  });

  test("nothing where it fails in a way nobody thought of: it throws, and logs the name alone", async () => {
    const failing = answered(() => {
      throw new TypeError(SECRET);
    });
    await expect(failing).rejects.toThrow("unexpected TypeError");
    await expect(failing).rejects.not.toThrow(SECRET);
    expect(logged()).toContain("TypeError");
    expect(logged()).not.toContain(SECRET);
  });
});
