import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect } from "vitest";
import type { Emulator } from "../../../lib/local/emulator.ts";
import { run } from "../../../lib/local/run.ts";
import { isNote, knownHealthCauses } from "../../../lib/vault/health/cause.ts";
import { awsCli } from "../../support/aws-cli.ts";
import { runScript } from "../../support/run-script.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const CLI = join(ROOT, "bin", "vault.ts");

/** A check as the CLI prints it. */
interface Told {
  name: string;
  ok: boolean;
  detail: string;
  advisory?: boolean;
  cause?: { code: string };
  causes?: { code: string }[];
  advice?: string;
}

/** A user's terminal in the checkout: the real AWS CLI, npm, and `npx sst-vault`, against a local AWS. */
export async function terminal(emulator: Emulator) {
  const npx = [
    "#!/bin/sh",
    // What npm would find in the checkout.
    `[ "$1" = sst-vault ] && shift && exec "${process.execPath}" "${CLI}" "$@"`,
    `PATH='${emulator.environment.PATH}' exec npx "$@"`,
    "",
  ];
  writeFileSync(join(emulator.folder, "npx"), npx.join("\n"));
  chmodSync(join(emulator.folder, "npx"), 0o755);
  const PATH = [emulator.folder, await awsCli(), emulator.environment.PATH].join(delimiter);
  const environment = { ...emulator.environment, HOME: emulator.folder, PATH };

  const status = async () => {
    const { code, stdout } = await runScript(CLI, ["status", "--json"], environment);
    const { healthy, checks } = JSON.parse(stdout) as { healthy: boolean; checks: Told[] };
    const failed = checks.filter(({ ok, advisory }) => !ok && !advisory);
    const causes = failed.flatMap((check) => knownHealthCauses(check.causes)).filter((cause) => !isNote(cause));
    return { code, healthy, failed: failed.map(({ name }) => name), causes, checks, of: named(checks) };
  };
  return {
    /** Pastes commands into a shell. */
    async paste(commands: string | undefined): Promise<{ code: number; said: string }> {
      const logFile = join(emulator.folder, "pasted.log");
      writeFileSync(logFile, "");
      const code = await run("sh", ["-c", commands ?? "false"], { environment, cwd: ROOT, logFile });
      return { code, said: readFileSync(logFile, "utf8") };
    },
    status,
    /** The status once these are all the causes there are: what AWS is changing takes a moment. */
    async statusOf(...codes: string[]) {
      let last = await status();
      const now = async () => {
        last = await status();
        return last.causes.map(({ code }) => code);
      };
      if (last.causes.map(({ code }) => code).join() === codes.join()) return last;
      await expect.poll(now, { timeout: 20_000, interval: 500 }).toEqual(codes);
      return last;
    },
    async untilHealthy(): Promise<void> {
      await expect.poll(async () => (await status()).causes, { timeout: 60_000, interval: 500 }).toEqual([]);
    },
  };
}

function named(checks: Told[]): (name: string) => Told {
  return (name) => {
    const found = checks.find((check) => check.name === name);
    if (!found) throw new Error(`there is no check ${name}`);
    return found;
  };
}
