import { expect, test, vi } from "vitest";
import { aws, call, error } from "./fake-lambda.ts";

test("a missing function is a missing vault, with the place that was looked at", async () => {
  aws.lambda = [error(404, "ResourceNotFoundException")];
  const known = await call();
  aws.sts = error(403, "AccessDenied");
  const unknown = await call();

  expect(known.error).toMatchObject({
    code: "NoVault",
    message: expect.stringContaining('no vault "sst-vault" in account 111122223333, region eu-west-1'),
    hint: expect.stringMatching(/^npm run deploy -- --region eu-west-1 sets one up; .*--vault/),
  });
  expect(unknown.error?.message).toContain("account (unknown)");
});

test("a function that is stopped comes with the command that lets it run", async () => {
  const Reason = "ReservedFunctionConcurrentInvocationLimitExceeded";
  aws.lambda = [error(429, "TooManyRequestsException", "Rate Exceeded.", { Reason })];

  expect((await call("sst-vault-restore:force")).error).toMatchObject({
    code: "Busy",
    hint: expect.stringContaining(
      "aws lambda delete-function-concurrency --function-name sst-vault-restore --region eu-west-1",
    ),
  });
});

test("a missing right is named, with what it is missing on", async () => {
  aws.lambda = [error(403, "AccessDeniedException")];

  expect((await call("sst-vault-restore:force")).error).toMatchObject({
    code: "NotAllowed",
    message:
      "lambda:InvokeFunction is not allowed on arn:aws:lambda:eu-west-1:111122223333:function:sst-vault-restore:force",
  });
});

test.each([
  { name: "UnrecognizedClientException", says: "does not accept the credentials (UnrecognizedClientException)" },
  { name: "InvalidSignatureException", says: "does not accept the credentials" },
  { name: "ExpiredTokenException", says: "have expired" },
])("credentials that AWS answers with $name", async ({ name, says }) => {
  aws.lambda = [error(403, name)];

  expect((await call()).error).toMatchObject({ code: "NotAllowed", message: expect.stringContaining(says) });
});

test("credentials that are not there", async () => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", undefined);
  const none = await call();
  const profile = await call("sst-vault-sweep", { region: "eu-west-1", profile: "nope" });

  expect(none.error).toMatchObject({ code: "NotAllowed", message: "no AWS credentials found" });
  expect(profile.error).toMatchObject({ code: "NotAllowed", message: 'profile "nope" gives no AWS credentials' });
});

test("an endpoint that nobody answers at is named", async () => {
  vi.stubEnv("AWS_ENDPOINT_URL", "http://127.0.0.1:1");

  expect((await call()).error).toMatchObject({
    code: "Unexpected",
    message: "cannot reach 127.0.0.1:1 (ECONNREFUSED)",
    hint: expect.stringContaining("AWS_ENDPOINT_URL"),
  });
});
