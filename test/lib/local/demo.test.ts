import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runScript } from "../../support/run-script.ts";

const STARTER = join(import.meta.dirname, "..", "..", "..", "bin", "start.js");

/** Somebody else's AWS, proxy and metadata service all in one: it counts who calls. */
let trap: Server;
let calls = 0;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "demo-test-"));
  trap = createServer((socket) => {
    calls += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => trap.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  trap.close();
  rmSync(folder, { recursive: true });
});

/** The environment of a developer who works on a real account all day: every way to lead a call there. */
function workingDay(): Record<string, string> {
  const elsewhere = `http://127.0.0.1:${(trap.address() as AddressInfo).port}`;
  const config = join(folder, "config");
  const keys =
    "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n";
  writeFileSync(config, `[default]\nregion = eu-west-1\nendpoint_url = ${elsewhere}\n${keys}[profile prod]\n${keys}`);
  return {
    PATH: process.env.PATH ?? "",
    HOME: homedir(),
    TMPDIR: folder,
    AWS_PROFILE: "prod",
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: config,
    AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
    AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    AWS_SESSION_TOKEN: "IQoJb3JpZ2luX2VjEXAMPLE",
    AWS_REGION: "eu-west-1",
    AWS_ENDPOINT_URL: elsewhere,
    AWS_ENDPOINT_URL_SSM: elsewhere,
    AWS_ENDPOINT_URL_SQS: elsewhere,
    AWS_ENDPOINT_URL_LAMBDA: elsewhere,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: elsewhere,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: elsewhere,
    HTTP_PROXY: elsewhere,
    HTTPS_PROXY: elsewhere,
    NODE_USE_ENV_PROXY: "1",
    CDK_DEFAULT_ACCOUNT: "123456789012",
    CDK_DEFAULT_REGION: "eu-west-1",
  };
}

test("the demo tells its story to the end, calls nobody but its own local AWS, and leaves nothing behind", async () => {
  const { code, stdout, stderr } = await runScript(STARTER, ["demo"], workingDay());
  expect(code, stderr).toBe(0);
  expect(stdout).toContain("Subject: [sst-vault] passphrase gone, can be restored: shop/prod");
  expect(stdout).toMatch(/^shop +prod +live +recoverable/m);
  expect(stdout).toMatch(/deleted +user\/cleanup +trail/);
  expect(stdout).toContain("every chain is whole");
  expect(stdout).toContain("restored /sst/passphrase/shop/prod");
  expect(stdout).toContain("The value in Parameter Store is the one that was deleted");
  expect(calls).toBe(0);
  expect(readdirSync(folder)).toEqual(["config"]);
  // A passphrase is base64 of 32 bytes; no hash or id that is printed looks like one.
  expect(stdout + stderr).not.toMatch(/[A-Za-z0-9+/]{43}=/);
}, 600_000);
