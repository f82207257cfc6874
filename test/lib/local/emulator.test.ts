import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startEmulator } from "../../../lib/local/emulator.ts";
import { clientOf } from "../../../lib/local/iam.ts";
import { installMiniStack } from "../../../lib/local/install-ministack.ts";
import { groupOf, membersOf, mentioning, untilNone } from "./processes.ts";

const HOLDER = join(import.meta.dirname, "hold-emulator.ts");
const scratch = mkdtempSync(join(tmpdir(), "emulator-test-"));
// Another name for the cache, so that a process started from it can be told by its command line.
const linkedCache = join(scratch, "linked-cache");
beforeAll(async () => {
  const python = await installMiniStack({ say: () => {} });
  symlinkSync(dirname(dirname(dirname(python))), linkedCache);
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test("two at once do not see each other, and leave nothing when they stop", async () => {
  const both = await Promise.all([startEmulator(), startEmulator()]);
  const groups = await Promise.all(both.map(groupOf));
  const [one, two] = both.map((emulator) => new SSMClient(clientOf(emulator)));

  await one?.send(new PutParameterCommand({ Name: "/only/one", Value: "1", Type: "String" }));
  await expect(two?.send(new GetParameterCommand({ Name: "/only/one" }))).rejects.toThrow("not found");
  expect(groups.map((group) => membersOf(group).length)).toEqual([1, 1]);

  await Promise.all(both.map((emulator) => emulator.stop()));
  expect(await untilNone(() => groups.flatMap(membersOf))).toEqual([]);
  expect(both.filter((emulator) => existsSync(emulator.folder))).toEqual([]);
  await both[0]?.stop();
});

test("a port that is taken is refused in one line, with another to try", async () => {
  const first = await startEmulator();
  const message = `port ${first.port} is taken; choose another: npm run local -- --port ${first.port + 1}`;
  await expect(startEmulator({ port: first.port })).rejects.toMatchObject({ name: "LocalAwsError", message });
  await first.stop();
  const second = await startEmulator({ port: first.port });
  expect(second.endpoint).toBe(first.endpoint);
  await second.stop();
});

describe("when its process ends, nothing stays behind", () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"] as const)("by %s while it runs", async (signal) => {
    const { holder, folder, line } = hold();
    const group = await groupOf({ endpoint: (await line(/^ready (.*)/))[1] ?? "" });
    expect(membersOf(group)).toHaveLength(1);
    expect(readdirSync(folder)).toHaveLength(1);

    expect(await end(holder, signal)).toBe(signal);
    expect(await untilNone(() => membersOf(group))).toEqual([]);
    expect(await untilNone(() => readdirSync(folder))).toEqual([]);
  });

  test.each([120, 200, 260, 330])("by Ctrl-C %i ms into the start", async (milliseconds) => {
    const { holder, folder } = hold({ SST_VAULT_CACHE: linkedCache });
    await sleep(milliseconds);
    expect(await end(holder, "SIGINT")).toBe("SIGINT");
    expect(await untilNone(() => readdirSync(folder))).toEqual([]);
    expect(await untilNone(() => mentioning(linkedCache))).toEqual([]);
  });

  test("by Ctrl-C during the installation", async () => {
    const cache = mkdtempSync(join(scratch, "cache-"));
    const { holder, folder, line } = hold({ SST_VAULT_CACHE: cache });
    await line(/^installing/);
    while (mentioning(cache).length === 0) await sleep(20);
    expect(await end(holder, "SIGINT")).toBe("SIGINT");
    expect(await untilNone(() => mentioning(cache))).toEqual([]);
    expect([...readdirSync(cache), ...readdirSync(folder)]).toEqual([]);
  });
});

/** Starts an emulator in a process of its own, with a folder of its own for temporary files. */
function hold(environment: Record<string, string> = {}) {
  const folder = mkdtempSync(join(scratch, "tmp-"));
  const env = { ...process.env, TMPDIR: folder, ...environment };
  const holder = spawn(process.execPath, [HOLDER], { env, stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface(holder.stdout);
  const line = async (pattern: RegExp) => {
    for await (const said of lines) {
      const match = pattern.exec(said);
      if (match) return match;
    }
    throw new Error(`ended without saying ${pattern}`);
  };
  return { holder, folder, line };
}

/** Sends the signal; gives the one it died of. */
async function end(holder: ChildProcess, signal: NodeJS.Signals): Promise<string | null> {
  const closed = once(holder, "exit");
  holder.kill(signal);
  const [, died] = await closed;
  return died;
}
