import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { homedir, tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { installMiniStack } from "../../../lib/local/install-ministack.ts";
import { installSst } from "../../../lib/local/install-sst.ts";
import { runScript } from "../../support/run-script.ts";

const STARTER = join(import.meta.dirname, "..", "..", "..", "bin", "start.js");

/** Somebody else's AWS, proxy and metadata service all in one: it counts who calls. */
let trap: Server;
let calls = 0;
let folder: string;
let miniStack: string;
let sst: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "demo-test-"));
  const say = (line: string) => process.stderr.write(`${line}\n`);
  miniStack = dirname(dirname(await installMiniStack({ say })));
  const program = (await installSst({ say }))["4.17.1"];
  sst = program.slice(0, program.indexOf("/node_modules/"));
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
function workingDay(TMPDIR: string, installed: string[]): Record<string, string> {
  const elsewhere = `http://127.0.0.1:${(trap.address() as AddressInfo).port}`;
  const config = join(TMPDIR, "config");
  const keys =
    "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n";
  writeFileSync(config, `[default]\nregion = eu-west-1\nendpoint_url = ${elsewhere}\n${keys}[profile prod]\n${keys}`);
  return {
    PATH: process.env.PATH ?? "",
    HOME: homedir(),
    TMPDIR,
    SST_VAULT_CACHE: cacheOf(installed),
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

/** A cache that holds only these installations. */
function cacheOf(installed: string[]): string {
  const cache = mkdtempSync(join(folder, "cache-"));
  for (const place of installed) symlinkSync(place, join(cache, basename(place)));
  return cache;
}

test.concurrent.each([
  ["with the real SST CLI, where it is installed,", () => [miniStack, sst], ["aws", "sst deploy", "sst deploy"]],
  ["without the SST CLI", () => [miniStack], ["aws", "sst deploy", "sst deploy", "sst diff"]],
])(
  "%s the demo tells its story to the end, says what is simulated, calls nobody but its own local AWS, and leaves nothing behind",
  async (_, installed, simulated) => {
    const temporary = mkdtempSync(join(folder, "tmp-"));
    const { code, stdout, stderr } = await runScript(STARTER, ["demo"], workingDay(temporary, installed()));
    expect(code, stderr).toBe(0);
    const marked = stdout.matchAll(/^\$ (?:npx )?(aws|sst \w+) .*\(simulated\)$/gm);
    expect([...marked].map(([, command]) => command).sort()).toEqual(simulated);
    expect(stdout).toContain("incorrect passphrase");
    expect(stdout.includes("Greeting=hello")).toBe(installed().includes(sst));
    expect(stdout).toContain("Subject: [sst-vault] passphrase gone, can be restored: shop/prod");
    expect(stdout).toMatch(/^shop +prod +live +recoverable/m);
    expect(stdout).toMatch(/deleted +user\/cleanup +trail/);
    expect(stdout).toContain("every chain is whole");
    expect(stdout).toContain("restored /sst/passphrase/shop/prod");
    expect(stdout).toContain("The value in Parameter Store is the one that was deleted");
    expect(calls).toBe(0);
    expect(readdirSync(temporary)).toEqual(["config"]);
    // A passphrase is base64 of 32 bytes; no hash or id that is printed looks like one.
    expect(stdout + stderr).not.toMatch(/[A-Za-z0-9+/]{43}=/);
  },
);
