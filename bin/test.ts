// `npm test`: lint, types and dead code at once, then the tests. Arguments go to vitest.
import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { text } from "node:stream/consumers";

const running = new Set<ChildProcess>();
for (const signal of ["SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    for (const child of running) child.kill(signal);
  });
}

const checks = await Promise.all([
  check("biome", "check", "--error-on-warnings"),
  check("tsc", "--noEmit"),
  check("knip"),
]);
if (checks.includes(false)) process.exit(1);
process.exitCode = await run("vitest", ["run", ...process.argv.slice(2)], "inherit").ended;

/** Runs a check and shows what it says only where it fails. */
async function check(command: string, ...args: string[]): Promise<boolean> {
  const { child, ended } = run(command, args, ["ignore", "pipe", "pipe"]);
  const said = [child.stdout, child.stderr].map((stream) => (stream ? text(stream) : ""));
  const passed = (await ended) === 0;
  console.log(passed ? `${command} passed` : `${(await Promise.all(said)).join("")}\n${command} failed`);
  return passed;
}

/** Runs one of the tools that npm installed: the starter put them first on the PATH. */
function run(command: string, args: string[], stdio: StdioOptions) {
  const child = spawn(command, args, { stdio });
  running.add(child);
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      running.delete(child);
      resolve(code ?? 1);
    });
  });
  return { child, ended };
}
