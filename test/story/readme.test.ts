import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hirePeople, sstOf } from "../../lib/local/cast.ts";
import { startLocalVault } from "../../lib/local/local-vault.ts";
import { run } from "../../lib/local/run.ts";
import { until } from "../e2e/until.ts";
import { runScript } from "../support/run-script.ts";

/** The README's own commands, typed as they stand there, against a vault in which its accident has happened. */
const ROOT = join(import.meta.dirname, "..", "..");
const CLI = join(ROOT, "bin", "vault.ts");
const readme = readFileSync(join(ROOT, "README.md"), "utf8");

let folder: string;
let environment: Record<string, string>;
let stop: () => Promise<void>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "readme-"));
  const { emulator } = await startLocalVault();
  stop = () => emulator.stop();
  const { ana, cleanup } = await hirePeople(emulator);
  const sst = sstOf(emulator, ana);
  const [prod, fallback] = ["/sst/passphrase/shop/prod", "/sst/passphrase/shop/_fallback"];
  await sst.deploy("shop", "prod");
  await sst.storePassphrase(fallback);
  environment = { ...emulator.environment, PATH: `${folder}:${emulator.environment.PATH}` };
  await verdict("ok");
  await sstOf(emulator, cleanup).deletePassphrase(prod);
  await sst.storePassphrase(prod);
  await verdict("recoverable");
  // Where a user types `npx sst-vault`, npm would look for the checkout; this is it.
  writeFileSync(
    join(folder, "npx"),
    `#!/bin/sh\n[ "$1" = sst-vault ] && shift && exec "${process.execPath}" "${CLI}" "$@"\n`,
  );
  chmodSync(join(folder, "npx"), 0o755);
});
afterAll(async () => {
  await stop?.();
  rmSync(folder, { recursive: true, force: true });
});

function verdict(wanted: string) {
  const listed = () => runScript(CLI, ["list", "--json", "--verdict", wanted], environment);
  return until(listed, ({ stdout }) => stdout.includes('"prod"') && !stdout.includes('"stale"'));
}

/** Every whole command, in the README's order; placeholders and its region become those of the local AWS. */
function commands(): string[] {
  const found = readme.matchAll(/npx sst-vault [^`\n|#]+?(?= *(?:[`\n|#]|$))(?:> \S+)?/g);
  return [...found]
    .map(([command]) => command.replaceAll("<app>", "shop").replaceAll("<stage>", "prod"))
    .map((command) => command.replaceAll("eu-west-1", "us-east-1"))
    .filter((command) => !/<command>|…/.test(command));
}

test("every command of the README does what a user who types it expects: none is a slip", async () => {
  const typed = [...new Set(commands())];
  expect(typed.length).toBeGreaterThan(15);
  const log = join(folder, "log");
  for (const command of typed) {
    writeFileSync(log, "");
    const code = await run("sh", ["-c", command], { environment, cwd: folder, logFile: log });
    const said = readFileSync(log, "utf8");
    // A live value is not replaced without a word, and nobody is at this terminal; that is what the README says too.
    const unasked = code === 4 && said.includes("nobody is here to confirm");
    expect(unasked || code === 0 || code === 5, `${command} ended with ${code}: ${said}`).toBe(true);
  }
}, 600_000);

test("every command and option of the CLI stands in the README's table, and nothing else does", async () => {
  const { stdout } = await runScript(CLI, ["--help"], environment);
  const names = [...stdout.matchAll(/^ {2}([a-z]+) (?:\[|<| {2})/gm)].map(([, name = ""]) => name);
  const known = names.filter((name) => name !== "help");
  expect(known).toEqual(expect.arrayContaining(["list", "audit", "restore"]));
  for (const name of known) {
    const row = readme
      .split("\n")
      .filter((line) => line.startsWith(`| \`${name} `) || line.startsWith(`| \`${name}\``));
    const help = (await runScript(CLI, [name, "--help"], environment)).stdout.split("Global options:")[0] ?? "";
    const options = [...help.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, option = ""]) => option);
    const told = new Set(row.join("\n").match(/--[a-z-]+/g) ?? []);
    expect([...told].toSorted(), name).toEqual(options.filter((option) => option !== "--help").toSorted());
  }
});
