import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";

// The starter in a checkout of its own, with an npm that installs one package and notes what it was asked.

const BIN = join(import.meta.dirname, "..", "..", "bin");
const LOCKED = { "": {}, "node_modules/a": { version: "1.0.0", integrity: "sha512-a" } };
const OTHER_PLATFORM = { "node_modules/b": { version: "1.0.0", optional: true } };

const NPM = `
const fs = require("node:fs");
fs.appendFileSync("npm.log", process.argv.slice(2).join(" ") + "\\n");
console.log("npm talks");
if (fs.existsSync("npm-fails")) process.exit(7);
setTimeout(() => {
  const bin = "node_modules/node-" + process.platform + "-" + process.arch + "/bin";
  fs.mkdirSync(bin, { recursive: true });
  fs.rmSync(bin + "/node", { force: true });
  fs.symlinkSync(process.execPath, bin + "/node");
  fs.writeFileSync("node_modules/.package-lock.json", JSON.stringify({ packages: ${JSON.stringify(LOCKED)} }));
}, fs.existsSync("npm-slow") ? 3000 : 300);
`;
const TASK = `
const [what, code]: string[] = process.argv.slice(2);
if (what === "exit") process.exit(Number(code));
if (what === "wait") {
  let signals = 0;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      signals++;
      setTimeout(() => process.exit(signals === 1 ? 42 : 43), 200);
    });
  }
  setTimeout(() => {}, 30_000);
}
if (what === "die") setTimeout(() => {}, 30_000);
console.log(JSON.stringify({ args: process.argv.slice(2), path: process.env.PATH?.split(":")[0], pid: process.pid }));
`;

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "starter-"));
  mkdirSync(join(root, "bin"));
  for (const file of ["start.js", "sst-vault.js"]) cpSync(join(BIN, file), join(root, "bin", file));
  for (const file of ["task.ts", "vault.ts"]) writeFileSync(join(root, "bin", file), TASK);
  writeFileSync(join(root, "npm-cli.js"), NPM);
  writeFileSync(join(root, "bin", "package.json"), '{"type":"module"}');
  writeJson("package-lock.json", { packages: { ...LOCKED, ...OTHER_PLATFORM } });
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function writeJson(file: string, content: object): void {
  writeFileSync(join(root, file), JSON.stringify(content));
}

/** Where the package with this platform's Node 24 has it. */
function nodeFolder(): string {
  return join(root, "node_modules", `node-${process.platform}-${process.arch}`, "bin");
}

/** As npm leaves it behind when it installed what the lockfile says. */
function installByHand(packages: object = LOCKED, withNode = true): void {
  mkdirSync(nodeFolder(), { recursive: true });
  writeJson("node_modules/.package-lock.json", { packages });
  if (withNode) symlinkSync(process.execPath, join(nodeFolder(), "node"));
}

function start(script: string, ...args: string[]) {
  const env = { PATH: process.env.PATH, npm_execpath: join(root, "npm-cli.js") };
  const stdio: ["ignore", "pipe", "pipe"] = ["ignore", "pipe", "pipe"];
  const child = spawn(process.execPath, [join(root, "bin", script), ...args], { cwd: tmpdir(), env, stdio });
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]).then(
    ([out, err, [code, signal]]) => ({ out, err, code, signal }),
  );
  return { child, ended };
}

function installs(): string[] {
  const log = join(root, "npm.log");
  return existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
}

async function firstOutput({ stdout }: ChildProcess): Promise<void> {
  if (stdout) await once(stdout, "data");
}

test("installs first what is missing, and leaves stdout to the task", async () => {
  const first = await start("start.js", "task", "a b", "--", "--help").ended;
  const second = await start("start.js", "task").ended;

  expect(JSON.parse(first.out)).toMatchObject({ args: ["a b", "--", "--help"], path: nodeFolder() });
  expect(first.err).toContain("installing dependencies");
  expect(first.err).toContain("npm talks");
  expect(second.err).toBe("");
  expect(installs()).toEqual([expect.stringMatching(/^install --no-save .*--ignore-scripts/)]);
  expect(existsSync(join(root, ".cache", "install.lock"))).toBe(false);
});

test.each([
  { what: "the lockfile's packages, but for another platform's", packages: LOCKED, times: 0 },
  { what: "more than the lockfile's packages", packages: { ...LOCKED, x: { version: "1.0.0" } }, times: 0 },
  { what: "another version", packages: { "node_modules/a": { version: "0.9.0", integrity: "sha512-a" } }, times: 1 },
  { what: "another content", packages: { "node_modules/a": { version: "1.0.0", integrity: "sha512-b" } }, times: 1 },
  { what: "too little", packages: {}, times: 1 },
])("with $what installed, it installs $times times", async ({ packages, times }) => {
  installByHand(packages);

  const { code } = await start("start.js", "task").ended;

  expect(code).toBe(0);
  expect(installs()).toHaveLength(times);
});

test("two at once install once", async () => {
  writeFileSync(join(root, "npm-slow"), "");
  const both = await Promise.all([start("start.js", "task").ended, start("start.js", "task").ended]);

  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(installs()).toHaveLength(1);
  expect(both.map(({ err }) => err).join("")).toContain("waiting for it");
});

test("the lock of an install that died is taken over", async () => {
  const dead = spawn(process.execPath, ["-e", ""]);
  await once(dead, "exit");
  mkdirSync(join(root, ".cache"));
  writeFileSync(join(root, ".cache", "install.lock"), `${dead.pid}`);

  expect(await start("start.js", "task").ended).toMatchObject({ code: 0 });
});

test("a failed install is said in one line, and can be tried again", async () => {
  writeFileSync(join(root, "npm-fails"), "");
  const failed = await start("start.js", "task").ended;
  rmSync(join(root, "npm-fails"));
  const again = await start("start.js", "task").ended;

  expect(failed).toMatchObject({ code: 1, out: "" });
  expect(failed.err).toMatch(/sst-vault: npm install failed.*\n$/);
  expect(again.code).toBe(0);
});

test("ends as its task ends", async () => {
  installByHand();
  const waiting = start("start.js", "task", "die");
  await firstOutput(waiting.child);
  waiting.child.kill("SIGTERM");

  expect(await start("start.js", "task", "exit", "5").ended).toMatchObject({ code: 5 });
  expect(await waiting.ended).toMatchObject({ code: null, signal: "SIGTERM" });
});

test.each(["SIGINT", "SIGTERM"] as const)("passes %s on once, and waits for the task to clean up", async (signal) => {
  installByHand();
  const { child, ended } = start("start.js", "task", "wait");
  await firstOutput(child);
  child.kill(signal);
  child.kill(signal);

  expect(await ended).toMatchObject({ code: 42 });
});

test("does not outlive the shell that npm runs it in", async () => {
  installByHand();
  const env = { PATH: process.env.PATH, npm_lifecycle_event: "task" };
  const command = `"${process.execPath}" "${join(root, "bin", "start.js")}" task wait; echo`;
  const shell = spawn("sh", ["-c", command], { env, stdio: ["ignore", "pipe", "ignore"] });
  const [said] = await once(shell.stdout, "data");
  shell.kill("SIGKILL");
  await once(shell.stdout, "close"); // which both of them hold open

  const { pid } = JSON.parse(String(said));
  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
});

test("does with the machine's own Node where npm has none for it", async () => {
  installByHand(LOCKED, false);

  expect(await start("start.js", "task", "exit", "3").ended).toMatchObject({ code: 3 });
});

test("sst-vault is the CLI, whatever its arguments are called", async () => {
  installByHand();

  const { out } = await start("sst-vault.js", "task", "--help").ended;

  expect(JSON.parse(out).args).toEqual(["task", "--help"]);
});

test.each([[], ["nope"], ["../task"]])("fails without a task that it knows: %j", async (...args) => {
  const usage = expect.stringMatching(/^sst-vault: usage: .*\n$/);
  expect(await start("start.js", ...args).ended).toMatchObject({ code: 2, out: "", err: usage });
});
