import type { IncomingMessage, ServerResponse } from "node:http";
import { expect, test, vi } from "vitest";
import { aws, call, error, head, swept } from "./fake-lambda.ts";

test("gives what the function answered", async () => {
  aws.lambda = [swept];

  const { result } = await call();

  expect(result).toEqual({ account: "111122223333", region: "eu-west-1", parameters: 3, enqueued: 1 });
  expect(aws.calls).toEqual([{ url: "sst-vault-sweep/invocations", body: '{"app":"a","requestId":"r-1"}' }]);
});

test("calls an alias by its name", async () => {
  aws.lambda = [swept];

  await call("sst-vault-restore:force");

  expect(aws.calls[0]?.url).toBe("sst-vault-restore/invocations?Qualifier=force");
});

test.each([
  { status: 429, name: "TooManyRequestsException", says: "is throttled" },
  { status: 409, name: "ResourceConflictException", says: "is being updated" },
  { status: 502, name: "ResourceNotReadyException", says: "is being updated" },
  { status: 502, name: "EC2ThrottledException", says: "is throttled" },
  { status: 502, name: "EC2UnexpectedException", says: "cannot be started" },
])("asks again where AWS answers $name, and at last says that nothing was changed", async ({ status, name, says }) => {
  aws.lambda = [error(status, name), error(status, name), swept];
  const soon = await call();
  aws.lambda = [error(status, name)];
  aws.calls = [];
  const never = await call();

  expect(soon.result).toMatchObject({ enqueued: 1 });
  expect(never.error).toMatchObject({ code: "Busy", message: expect.stringContaining("nothing was changed") });
  expect(never.notes[0]).toContain(says);
  expect(never.slept).toBe(15_500);
  expect(aws.calls).toHaveLength(6);
});

test.each([
  { what: "an error inside AWS", respond: error(500, "ServiceException") },
  {
    what: "a proxy's page",
    respond: (response: ServerResponse) => response.writeHead(503).end("<html>hunter2</html>"),
  },
  { what: "a broken connection", respond: (_: ServerResponse, request: IncomingMessage) => request.socket.destroy() },
])("repeats the very same request after $what, and does not claim to know how it ended", async ({ respond }) => {
  aws.lambda = [respond, swept];
  const soon = await call("sst-vault-restore");
  aws.lambda = [respond];
  aws.calls = [];
  const never = await call("sst-vault-restore");

  expect(soon.result).toMatchObject({ enqueued: 1 });
  expect(new Set(aws.calls.map(({ body }) => body))).toEqual(new Set(['{"app":"a","requestId":"r-1"}']));
  expect(aws.calls).toHaveLength(3);
  expect(never.error).toMatchObject({ code: "Busy", message: expect.stringContaining("whether it ran is not known") });
  expect(`${never.error?.message} ${never.error?.hint}`).not.toContain("hunter2");
});

test("the region comes from where the AWS CLI takes it, too", async () => {
  aws.lambda = [swept];
  const none = await call("sst-vault-sweep", {});
  vi.stubEnv("AWS_DEFAULT_REGION", "eu-north-1");
  const found = await call("sst-vault-sweep", {});

  expect(none.error).toMatchObject({ code: "BadRequest", hint: expect.stringContaining("--region") });
  expect(found.result).toBeDefined();
});

test("of a function that failed only its name and its log are told", async () => {
  const thrown = JSON.stringify({ errorType: "Error", errorMessage: "hunter2", trace: ["at hunter2.ts"] });
  aws.lambda = [(response) => response.writeHead(200, { "x-amz-function-error": "Unhandled" }).end(thrown)];

  const { error: told } = await call("sst-vault-restore:force");

  expect(told?.message).toContain('"sst-vault-restore:force" failed unexpectedly');
  expect(told?.hint).toBe("aws logs tail /aws/lambda/sst-vault-restore --since 15m --region eu-west-1");
  expect(JSON.stringify({ ...told, stack: told?.stack, cause: told?.cause })).not.toContain("hunter2");
});

test("a vault of another version is noted once", async () => {
  const older = { ...head, vaultVersion: "0.9.0", parameters: 0, enqueued: 0 };
  aws.lambda = [(response) => response.end(JSON.stringify(older))];

  const { notes } = await call();

  expect(notes).toEqual([expect.stringContaining("the vault is of version 0.9.0, this CLI of 1.0.0")]);
});
