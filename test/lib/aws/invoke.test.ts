import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { callerIdentity } from "../../../lib/aws/caller.ts";
import { invoker } from "../../../lib/aws/invoke.ts";
import { SweepResponse } from "../../../lib/vault/api.ts";
import type { VaultError } from "../../../lib/vault/errors.ts";

// What the local AWS cannot be made to answer. All else of the adapter is tested end to end.

type Respond = (response: ServerResponse, request: IncomingMessage) => void;

const head = { ok: true, vaultVersion: "1.0.0", account: "111122223333", region: "eu-west-1" };
const swept: Respond = (response) => response.end(JSON.stringify({ ...head, parameters: 3, enqueued: 1 }));
const error =
  (status: number, name: string, message = "hunter2"): Respond =>
  (response) =>
    response
      .writeHead(status, { "x-amzn-errortype": name, "x-amzn-requestid": "id-1" })
      .end(JSON.stringify({ message }));
const identity: Respond = (response) =>
  response.end(
    `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>111122223333</Account><Arn>arn:aws:iam::111122223333:user/alice</Arn><UserId>A</UserId></GetCallerIdentityResult></GetCallerIdentityResponse>`,
  );

let lambda: Respond[] = [];
let sts: Respond = identity;
let calls: { url: string; body: string }[] = [];
let server: Server;

beforeEach(async () => {
  [lambda, sts, calls] = [[], identity, []];
  server = createServer(async (request, response) => {
    const body = await text(request);
    if (!request.url?.startsWith("/2015-03-31/functions/")) return sts(response, request);
    calls.push({ url: decodeURIComponent(request.url.slice("/2015-03-31/functions/".length)), body });
    const [respond, ...rest] = lambda;
    if (rest.length > 0) lambda = rest; // the last one answers from then on
    return respond?.(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) vi.stubEnv(name, undefined);
  vi.stubEnv("AWS_ENDPOINT_URL", `http://127.0.0.1:${port}`);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  vi.stubEnv("AWS_CONFIG_FILE", "/dev/null");
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
});

afterEach(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
});

/** Calls one function, and tells how it went. */
async function call(
  functionName = "sst-vault-sweep",
  settings: { region?: string; profile?: string } = { region: "eu-west-1" },
) {
  const notes: string[] = [];
  let slept = 0;
  const invoke = invoker({
    vault: "sst-vault",
    settings,
    caller: callerIdentity(settings),
    version: "1.0.0",
    note: (said) => notes.push(said),
    sleep: (milliseconds) => {
      slept += milliseconds;
      return Promise.resolve();
    },
  });
  const request = { app: "a", requestId: "r-1" };
  const ended = await invoke(functionName, request, SweepResponse).then(
    (result) => ({ result, error: undefined }),
    (thrown: VaultError) => ({ result: undefined, error: thrown }),
  );
  return { ...ended, notes, slept };
}

test("gives what the function answered", async () => {
  lambda = [swept];

  const { result } = await call();

  expect(result).toEqual({ account: "111122223333", region: "eu-west-1", parameters: 3, enqueued: 1 });
  expect(calls).toEqual([{ url: "sst-vault-sweep/invocations", body: '{"app":"a","requestId":"r-1"}' }]);
});

test("calls an alias by its name", async () => {
  lambda = [swept];

  await call("sst-vault-restore:force");

  expect(calls[0]?.url).toBe("sst-vault-restore/invocations?Qualifier=force");
});

test.each([
  { status: 429, name: "TooManyRequestsException", says: "is throttled" },
  { status: 409, name: "ResourceConflictException", says: "is being updated" },
  { status: 502, name: "ResourceNotReadyException", says: "is being updated" },
  { status: 502, name: "EC2ThrottledException", says: "is throttled" },
  { status: 502, name: "EC2UnexpectedException", says: "cannot be started" },
])("asks again where AWS answers $name, and at last says that nothing was changed", async ({ status, name, says }) => {
  lambda = [error(status, name), error(status, name), swept];
  const soon = await call();
  lambda = [error(status, name)];
  calls = [];
  const never = await call();

  expect(soon.result).toMatchObject({ enqueued: 1 });
  expect(never.error).toMatchObject({ code: "Busy", message: expect.stringContaining("nothing was changed") });
  expect(never.notes[0]).toContain(says);
  expect(never.slept).toBe(15_500);
  expect(calls).toHaveLength(6);
});

test.each([
  { what: "an error inside AWS", respond: error(500, "ServiceException") },
  {
    what: "a proxy's page",
    respond: (response: ServerResponse) => response.writeHead(503).end("<html>hunter2</html>"),
  },
  { what: "a broken connection", respond: (_: ServerResponse, request: IncomingMessage) => request.socket.destroy() },
])("repeats the very same request after $what, and does not claim to know how it ended", async ({ respond }) => {
  lambda = [respond, swept];
  const soon = await call("sst-vault-restore");
  lambda = [respond];
  calls = [];
  const never = await call("sst-vault-restore");

  expect(soon.result).toMatchObject({ enqueued: 1 });
  expect(new Set(calls.map(({ body }) => body))).toEqual(new Set(['{"app":"a","requestId":"r-1"}']));
  expect(calls).toHaveLength(3);
  expect(never.error).toMatchObject({ code: "Busy", message: expect.stringContaining("whether it ran is not known") });
  expect(`${never.error?.message} ${never.error?.hint}`).not.toContain("hunter2");
});

test("a missing function is a missing vault, with the place that was looked at", async () => {
  lambda = [error(404, "ResourceNotFoundException")];
  const known = await call();
  sts = error(403, "AccessDenied");
  const unknown = await call();

  expect(known.error).toMatchObject({
    code: "NoVault",
    message: expect.stringContaining('no vault "sst-vault" in account 111122223333, region eu-west-1'),
    hint: expect.stringMatching(/cdk deploy.*--region.*--vault/),
  });
  expect(unknown.error?.message).toContain("account (unknown)");
});

test("a missing right is named, with what it is missing on", async () => {
  lambda = [error(403, "AccessDeniedException")];

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
  lambda = [error(403, name)];

  expect((await call()).error).toMatchObject({ code: "NotAllowed", message: expect.stringContaining(says) });
});

test("credentials that are not there", async () => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", undefined);
  const none = await call();
  const profile = await call("sst-vault-sweep", { region: "eu-west-1", profile: "nope" });

  expect(none.error).toMatchObject({ code: "NotAllowed", message: "no AWS credentials found" });
  expect(profile.error).toMatchObject({ code: "NotAllowed", message: 'profile "nope" gives no AWS credentials' });
});

test("the region comes from where the AWS CLI takes it, too", async () => {
  lambda = [swept];
  const none = await call("sst-vault-sweep", {});
  vi.stubEnv("AWS_DEFAULT_REGION", "eu-north-1");
  const found = await call("sst-vault-sweep", {});

  expect(none.error).toMatchObject({ code: "BadRequest", hint: expect.stringContaining("--region") });
  expect(found.result).toBeDefined();
});

test("an endpoint that nobody answers at is named", async () => {
  vi.stubEnv("AWS_ENDPOINT_URL", "http://127.0.0.1:1");

  expect((await call()).error).toMatchObject({
    code: "Unexpected",
    message: "cannot reach 127.0.0.1:1 (ECONNREFUSED)",
    hint: expect.stringContaining("AWS_ENDPOINT_URL"),
  });
});

test("of a function that failed only its name and its log are told", async () => {
  const thrown = JSON.stringify({ errorType: "Error", errorMessage: "hunter2", trace: ["at hunter2.ts"] });
  lambda = [(response) => response.writeHead(200, { "x-amz-function-error": "Unhandled" }).end(thrown)];

  const { error: told } = await call("sst-vault-restore:force");

  expect(told?.message).toContain('"sst-vault-restore:force" failed unexpectedly');
  expect(told?.hint).toBe("aws logs tail /aws/lambda/sst-vault-restore --since 15m --region eu-west-1");
  expect(JSON.stringify({ ...told, stack: told?.stack, cause: told?.cause })).not.toContain("hunter2");
});

test("a vault of another version is noted once", async () => {
  const older = { ...head, vaultVersion: "0.9.0", parameters: 0, enqueued: 0 };
  lambda = [(response) => response.end(JSON.stringify(older))];

  const { notes } = await call();

  expect(notes).toEqual([expect.stringContaining("the vault is of version 0.9.0, this CLI of 1.0.0")]);
});
