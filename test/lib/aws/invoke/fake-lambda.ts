import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, vi } from "vitest";
import { callerIdentity } from "../../../../lib/aws/invoke/caller.ts";
import { invoker } from "../../../../lib/aws/invoke/invoke.ts";
import { SweepResponse } from "../../../../lib/vault/api.ts";
import type { VaultError } from "../../../../lib/vault/errors.ts";

// What the local AWS cannot be made to answer. All else of the adapter is tested end to end.

type Respond = (response: ServerResponse, request: IncomingMessage) => void;

export const head = { ok: true, vaultVersion: "1.0.0", account: "111122223333", region: "eu-west-1" };
export const swept: Respond = (response) => response.end(JSON.stringify({ ...head, parameters: 3, enqueued: 1 }));
/** An error as Lambda and STS answer it. */
export const error =
  (status: number, name: string, message = "hunter2", rest: object = {}): Respond =>
  (response) =>
    response
      .writeHead(status, { "x-amzn-errortype": name, "x-amzn-requestid": "id-1" })
      .end(JSON.stringify({ message, ...rest }));
const identity: Respond = (response) =>
  response.end(
    `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>111122223333</Account><Arn>arn:aws:iam::111122223333:user/alice</Arn><UserId>A</UserId></GetCallerIdentityResult></GetCallerIdentityResponse>`,
  );

/** What is answered in this test, and what was asked; the last answer of Lambda's stands from then on. */
export const aws = { lambda: [] as Respond[], sts: identity, calls: [] as { url: string; body: string }[] };
let server: Server;

beforeEach(async () => {
  Object.assign(aws, { lambda: [], sts: identity, calls: [] });
  server = createServer(async (request, response) => {
    const body = await text(request);
    if (!request.url?.startsWith("/2015-03-31/functions/")) return aws.sts(response, request);
    aws.calls.push({ url: decodeURIComponent(request.url.slice("/2015-03-31/functions/".length)), body });
    const [respond, ...rest] = aws.lambda;
    if (rest.length > 0) aws.lambda = rest;
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
export async function call(
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
