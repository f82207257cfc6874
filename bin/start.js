/**
 * The starter: `node bin/start.js <task> …` runs bin/<task>.ts under Node 24, after installing what is missing.
 *
 * It is what runs first after `git clone`, under whatever Node the machine has (20 or later): plain JavaScript,
 * nothing but `node:`. It writes to stderr only, since stdout belongs to the task.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isatty } from "node:tty";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const LOCK = join(ROOT, ".cache", "install.lock");
/** The process id in a lock may be another's by now; no install takes that long. */
const LOCK_EXPIRES_MS = 30 * 60_000;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

const [task, ...args] = process.argv.slice(2);
if (!/^[a-z][a-z-]*$/.test(task ?? "") || !existsSync(join(ROOT, "bin", `${task}.ts`))) {
  fail("usage: node bin/start.js <task> [arguments], a task being a bin/<task>.ts", 2);
}
if (nodeMajor() < 20) fail(`Node 20 or later is needed to start, this is ${process.version}`);
await install();
await runTask();

/** Under the Node 24 that npm installed; where there is none for this machine, its own Node will do from 24 on. */
async function runTask() {
  const node = node24();
  // Node 24 before 24.3 warns that it runs TypeScript.
  const command = ["--disable-warning=ExperimentalWarning", join(ROOT, "bin", `${task}.ts`), ...args];
  const env = {
    NODE_COMPILE_CACHE: join(ROOT, ".cache", "compile"),
    ...process.env,
    // A proxy, where Node is told to use one, is not for the local AWS.
    NO_PROXY: [process.env.NO_PROXY ?? process.env.no_proxy, "127.0.0.1"].filter(Boolean).join(","),
    // What the task starts runs under the same Node.
    PATH: [dirname(node), join(ROOT, "node_modules", ".bin"), process.env.PATH].join(delimiter),
  };
  end(await run(node, command, { stdio: "inherit", env }).catch((error) => fail(`${node}: ${error.message}`)));
}

/** Looked up in its package: npm 10 does not link it into .bin. */
function node24() {
  const packages = ["node", "node-bin"].map((name) => `${name}-${process.platform}-${process.arch}`);
  const found = packages.map((name) => join(ROOT, "node_modules", name, "bin", "node")).find(existsSync);
  if (found) return found;
  if (nodeMajor() >= 24) return process.execPath;
  return fail(`npm has no Node 24 for ${process.platform} ${process.arch}: install Node 24 or later yourself`);
}

/** Installs what package-lock.json asks for, unless it is there. Two starters at once install once. */
async function install() {
  if (installed()) return;
  const unlock = await lock();
  const ended = installed() ? { code: 0 } : await npmInstall();
  unlock();
  if (ended.signal) end(ended);
  if (ended.code !== 0) fail("npm install failed, its own words are above: mend that and start again");
}

/**
 * Not `npm ci`: that one refuses a lockfile which lacks the binaries of other platforms, and npm leaves them out
 * wherever it locks without having them. This keeps to the lockfile just as well, and does not change it.
 */
function npmInstall() {
  say("installing dependencies, once; this takes about half a minute …");
  const scope = ["install", "--no-save", "--include=dev", "--include=optional", "--ignore-scripts"];
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  // What npm says goes to stderr, too.
  const npmRuns = run(...npm([...scope, ...quiet]), { cwd: ROOT, stdio: ["ignore", 2, 2] });
  return npmRuns.catch((error) => fail(`npm cannot be run: ${error.message}`));
}

/** Whether all packages of the lockfile are there, whoever installed them: npm notes what it did. */
function installed() {
  const wanted = packages("package-lock.json");
  const present = packages(join("node_modules", ".package-lock.json"));
  return Object.entries(wanted).every(([path, { version, integrity, optional, devOptional }]) => {
    const found = present[path];
    if (path === "" || (!found && (optional || devOptional))) return true; // of another platform
    return found?.version === version && found?.integrity === integrity;
  });
}

function packages(file) {
  try {
    return JSON.parse(readFileSync(join(ROOT, file), "utf8")).packages;
  } catch {
    return {};
  }
}

/** The npm that called us, else the one on the PATH. */
function npm(options) {
  const { npm_execpath: path = "" } = process.env;
  return basename(path) === "npm-cli.js" ? [process.execPath, [path, ...options]] : ["npm", options];
}

/** Waits until no other starter installs. @returns the function that lets the next one in */
async function lock() {
  mkdirSync(join(ROOT, ".cache"), { recursive: true });
  for (let told = false; ; told = true) {
    try {
      writeFileSync(LOCK, `${process.pid}`, { flag: "wx" });
      const unlock = () => rmSync(LOCK, { force: true });
      process.once("exit", unlock); // should this process fail before
      return () => {
        process.off("exit", unlock);
        unlock();
      };
    } catch (error) {
      if (error.code !== "EEXIST") fail(`cannot write ${LOCK}: ${error.code}`);
    }
    if (stale()) rmSync(LOCK, { force: true });
    else if (!told) say("another process is installing dependencies, waiting for it …");
    await sleep(200);
  }
}

/** Whether the process that holds the lock is gone. An empty file is one that is just being written. */
function stale() {
  try {
    const holder = Number(readFileSync(LOCK, "utf8"));
    if (Date.now() - statSync(LOCK).mtimeMs > LOCK_EXPIRES_MS) return true;
    if (holder > 0) process.kill(holder, 0);
    return false;
  } catch (error) {
    return error.code === "ESRCH";
  }
}

/** Runs a command to its end and passes signals on. @throws where it cannot be started */
function run(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, options);
    const passed = new Set();
    const pass = (signal) => {
      // A terminal sends Ctrl-C to the child itself, and npm sends us another one: the child gets one.
      if (passed.has(signal) || (signal === "SIGINT" && [0, 1, 2].some(isatty))) return;
      passed.add(signal);
      child.kill(signal);
    };
    for (const signal of SIGNALS) process.on(signal, pass);
    // npm passes SIGTERM to the shell between us only, and that just dies.
    const { npm_lifecycle_event: byNpm } = process.env;
    const parent = process.ppid;
    const watch = setInterval(() => byNpm && process.ppid !== parent && pass("SIGTERM"), 250);
    const settle = (settled, value) => {
      clearInterval(watch);
      for (const signal of SIGNALS) process.off(signal, pass);
      settled(value);
    };
    child.once("error", (error) => settle(reject, error));
    child.once("exit", (code, signal) => settle(resolve, { code, signal }));
  });
}

/** Ends as the child ended, by the same signal where it was one. */
function end({ code, signal }) {
  if (signal) process.kill(process.pid, signal);
  else process.exit(code);
}

function nodeMajor() {
  return Number.parseInt(process.versions.node, 10);
}

function say(text) {
  process.stderr.write(`sst-vault: ${text}\n`);
}

function fail(text, code = 1) {
  say(text);
  process.exit(code);
}
