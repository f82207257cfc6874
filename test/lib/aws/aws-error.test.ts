import { DynamoDBServiceException, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { GetParameterCommand, PutParameterCommand, SSMClient, SSMServiceException } from "@aws-sdk/client-ssm";
import { describe, expect, test } from "vitest";
import { awsErrorFacts, failureOf, isAws, isTransient, publicError } from "../../../lib/aws/aws-error.ts";
import { VaultError } from "../../../lib/vault/errors.ts";
import { seedFault } from "../../support/faults.ts";
import { localAws } from "../../support/local-aws.ts";
import { unique } from "../../support/local-parts.ts";

const SECRET = "the passphrase itself";

/** An error as the SDK throws it, whose message quotes what was sent. */
function answered(name: string, httpStatusCode: number | undefined = 400, message = `Value '${SECRET}' at 'value'`) {
  const $metadata = { ...(httpStatusCode && { httpStatusCode }), requestId: "f00d" };
  return new SSMServiceException({ name, $fault: "client", $metadata, message });
}

describe("an error told to people", () => {
  test("never repeats AWS's message, which may quote the value", async () => {
    const Name = `/adapter/${unique("value")}`;
    const answer = { __type: "ValidationException", message: `Value '${SECRET}' at 'value' failed` };
    await seedFault({ service: "ssm", action: "PutParameter", matching: Name, answer });
    const put = new SSMClient(localAws()).send(new PutParameterCommand({ Name, Value: SECRET, Type: "String" }));
    const error = await put.catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ message: expect.stringContaining(SECRET) });

    const told = publicError(error);

    expect(told).toMatchObject({
      code: "Unexpected",
      message: expect.stringMatching(/^AWS answered ValidationException/),
    });
    expect(shown(told)).not.toContain(SECRET);
  });

  test.each([
    ["ValidationException", 400, "Unexpected"],
    ["ThrottlingException", 400, "Busy"],
    ["ProvisionedThroughputExceededException", 400, "Busy"],
    ["TooManyUpdates", 400, "Busy"],
    ["TransactionConflictException", 400, "Busy"],
    ["RequestLimitExceeded", 400, "Busy"],
    ["KMSInternalException", 500, "Busy"],
    ["ServiceUnavailable", 503, "Busy"],
    ["TimeoutError", 0, "Busy"],
    ["ParameterNotFound", 400, "Unexpected"],
  ])("of %s (%i) is %s, with the request id", (name, status, code) => {
    const told = publicError(answered(name, status));
    expect(told).toMatchObject({ code, message: `AWS answered ${name} (request id f00d)` });
    expect(shown(told)).not.toContain(SECRET);
  });

  test.each([
    ["ThrottlingError", "Busy"],
    ["ProvisionedThroughputExceeded", "Busy"],
    ["ValidationError", "Unexpected"],
    ["ItemCollectionSizeLimitExceeded", "Unexpected"],
  ])("of a transaction that was cancelled for %s is %s", (Code, code) => {
    const CancellationReasons = [{ Code: "None" }, { Code, Message: SECRET }];
    const $metadata = { httpStatusCode: 400, requestId: "f00d" };
    const cancelled = new TransactionCanceledException({ message: SECRET, $metadata, CancellationReasons });
    expect(publicError(cancelled)).toMatchObject({ code });
    expect(shown(publicError(cancelled))).not.toContain(SECRET);
  });

  test("names the action that is not allowed, and nothing else of AWS's text", () => {
    const text = `User: arn:aws:sts::1:assumed-role/a/b is not authorized to perform: kms:Encrypt on ${SECRET}`;
    for (const name of ["AccessDeniedException", "AccessDenied", "NotAuthorizedException", "AuthorizationError"]) {
      const told = publicError(answered(name, 403, text));
      expect(told).toMatchObject({ code: "NotAllowed", message: expect.stringContaining("may not kms:Encrypt (") });
      expect(shown(told)).not.toContain(SECRET);
    }
    expect(publicError(answered("AccessDenied", 403, SECRET)).message).toContain("may not an AWS action (");
  });

  test("is noted by its name or code, with the action if one was denied", () => {
    const text = `User: arn:aws:sts::1:assumed-role/a/b is not authorized to perform: kms:Encrypt on ${SECRET}`;
    const right = "kms:Encrypt";
    expect(failureOf(answered("AccessDenied", 403, text))).toEqual({ error: "AccessDenied", right });
    expect(failureOf(answered("ThrottlingException"))).toEqual({ error: "ThrottlingException", right: null });
    expect(failureOf(new VaultError("Busy", SECRET))).toEqual({ error: "Busy", right: null });
    expect(failureOf(SECRET)).toEqual({ error: "unknown error", right: null });
  });

  test("is our own as it is, and of what is no error says only that", () => {
    const ours = new VaultError("Refused", "it may not be");
    expect(publicError(ours)).toBe(ours);
    expect(shown(publicError(SECRET))).not.toContain(SECRET);
  });
});

test("the facts of an error are name, status and request id, and only AWS's errors have them", async () => {
  const get = new SSMClient(localAws()).send(new GetParameterCommand({ Name: `/adapter/${unique("none")}` }));
  const error = await get.catch((thrown: unknown) => thrown);
  expect(awsErrorFacts(error)).toEqual({ name: "ParameterNotFound", status: 400, requestId: expect.any(String) });
  expect(isAws(error, "Other", "ParameterNotFound")).toBe(true);
  expect(isAws(error, "Parameter")).toBe(false);
  expect(awsErrorFacts(new VaultError("Busy", "ours"))).toBeNull();
  expect(awsErrorFacts("ParameterNotFound")).toBeNull();
});

test("a broken connection is worth another try, a refusal is not", async () => {
  const nowhere = new SSMClient({ ...localAws(), endpoint: "http://127.0.0.1:9", maxAttempts: 1 });
  const error = await nowhere.send(new GetParameterCommand({ Name: "/any" })).catch((thrown: unknown) => thrown);
  expect(isTransient(error)).toBe(true);
  const refused = new DynamoDBServiceException({
    name: "ValidationException",
    $fault: "client",
    $metadata: { httpStatusCode: 400 },
  });
  expect(isTransient(refused)).toBe(false);
});

/** All that a log could show of an error. */
function shown(error: Error): string {
  return JSON.stringify([error.message, error.stack, error, { ...error, cause: String(error.cause) }]);
}
