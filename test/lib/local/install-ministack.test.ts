import { execFileSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { startEmulator } from "../../../lib/local/emulator.ts";
import { findPython } from "../../../lib/local/find-python.ts";
import { installMiniStack } from "../../../lib/local/install-ministack.ts";

const scratch = mkdtempSync(join(tmpdir(), "install-test-"));
const silent = { say: () => {} };
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test("repairs a half-installed cache, also with two at it at once, and then leaves it alone", async () => {
  const place = join(newCache(), await nameOfPlace());
  mkdirSync(join(place, "bin"), { recursive: true });
  symlinkSync("/usr/bin/python-that-was-upgraded-away", join(place, "bin", "python"));
  writeFileSync(join(place, "complete"), "an older list of packages");

  const pythons = await Promise.all([installMiniStack(silent), installMiniStack(silent)]);
  expect(pythons).toEqual([join(place, "bin", "python"), join(place, "bin", "python")]);
  const version = "import importlib.metadata as m; print(m.version('ministack'))";
  expect(execFileSync(pythons[0] ?? "", ["-c", version], { encoding: "utf8" }).trim()).toBe("1.5.33");
  expect(readdirSync(join(place, ".."))).toHaveLength(1);

  const said: string[] = [];
  await installMiniStack({ say: (line) => said.push(line) });
  expect(said).toEqual([]);
});

test("fails in one line without the network, and leaves nothing", async () => {
  const cache = newCache();
  for (const [name, value] of Object.entries({
    PIP_INDEX_URL: "http://127.0.0.1:9/simple",
    PIP_FIND_LINKS: "",
    PIP_RETRIES: "0",
  })) {
    vi.stubEnv(name, value);
  }
  await expect(installMiniStack(silent)).rejects.toMatchObject({
    name: "LocalAwsError",
    message: expect.stringMatching(
      /^pip could not download MiniStack; check the network and pip's settings .*; ERROR: [^\n]*$/,
    ),
  });
  expect(readdirSync(cache)).toEqual([]);
});

test("fails in one line where Debian left the venv module out", async () => {
  newCache();
  const { path } = await findPython();
  const debian = command(
    "python3",
    `[ "$2" = venv ] && exit 1; [ "$1" = -c ] && echo "$0" && "${path}" "$@" | tail -1`,
  );
  vi.stubEnv("PATH", `${debian}:/usr/bin:/bin`);
  await expect(installMiniStack(silent)).rejects.toThrow(
    /cannot make a virtual environment; .*sudo apt install python3-venv/,
  );
});

test("fails in one line without a Python, or with one too old", async () => {
  newCache();
  vi.stubEnv("PATH", scratch);
  await expect(installMiniStack(silent)).rejects.toThrow(
    "the local AWS needs Python 3.10 or later and found no python3; install it (https://www.python.org)",
  );
  vi.stubEnv("PATH", command("python3", 'printf "%s\\n3.9.6\\n" "$0"'));
  await expect(installMiniStack(silent)).rejects.toThrow(
    "needs Python 3.10 or later and found only Python 3.9.6; install it",
  );
});

test("fails in one line where the cache cannot be written", async () => {
  writeFileSync(join(scratch, "a-file"), "");
  vi.stubEnv("SST_VAULT_CACHE", join(scratch, "a-file", "cache"));
  await expect(installMiniStack(silent)).rejects.toThrow(/^cannot write .*; set SST_VAULT_CACHE to a folder of yours$/);
});

test("an emulator that dies at once is reported with its last words", async () => {
  const place = join(newCache(), await nameOfPlace());
  mkdirSync(join(place, "bin"), { recursive: true });
  writeFileSync(join(place, "complete"), requirements());
  writeFileSync(join(place, "bin", "python"), "#!/bin/sh\necho no module named ministack\n", { mode: 0o755 });
  await expect(startEmulator()).rejects.toThrow(
    "the local AWS did not start; its last words: no module named ministack",
  );
});

function newCache(): string {
  const cache = mkdtempSync(join(scratch, "cache-"));
  vi.stubEnv("SST_VAULT_CACHE", cache);
  return cache;
}

async function nameOfPlace(): Promise<string> {
  const { version } = await findPython();
  return `ministack-1.5.33-python-${version}-${process.platform}-${process.arch}`;
}

function requirements(): string {
  return readFileSync(join(import.meta.dirname, "../../../lib/local/requirements.txt"), "utf8");
}

/** A folder for the PATH with one command in it. */
function command(name: string, script: string): string {
  const folder = mkdtempSync(join(scratch, "path-"));
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
  return folder;
}
