import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SstPrograms, SstVersion } from "./install-sst.ts";
import { run } from "./run.ts";

/** What to run the SST CLI in. */
export interface SstAppOptions {
  /** The app's name. */
  name: string;
  programs: SstPrograms;
  version: SstVersion;
  /** Where the app's own folder is made. */
  parent: string;
  /** The whole environment, that of a local AWS: SST must never reach another account. */
  environment: Record<string, string>;
}

/** An SST app whose home is a local AWS. */
export interface SstApp {
  /** Runs the real SST CLI in it, without a terminal. */
  sst(...args: string[]): Promise<{ code: number; output: string }>;
}

/**
 * Makes an SST app for the unmodified SST CLI.
 *
 * SST believes its platform to be installed: that would be 340 MB from npm, and only a deploy runs it, by pulumi, which npm does not have.
 * So all that SST does to secrets, passphrases and state by itself is real; `diff` and `deploy` end where they would build the app.
 */
export async function makeSstApp({ name, programs, version, parent, environment }: SstAppOptions): Promise<SstApp> {
  const folder = await mkdtemp(join(parent, `sst-${name}-`));
  const own = join(folder, ".sst");
  const provider = join(own, "platform", "node_modules", "@pulumi", "aws");
  await mkdir(provider, { recursive: true });
  await writeFile(join(folder, "sst.config.ts"), configOf(name));
  await writeFile(join(folder, "package.json"), JSON.stringify({ name, private: true, type: "module" }));
  await writeFile(join(own, "platform", "version"), version);
  const locked = { name: "aws", package: "@pulumi/aws", version: "0.0.0", alias: "aws" };
  await writeFile(join(own, "provider-lock.json"), JSON.stringify([locked]));
  await writeFile(join(provider, "package.json"), JSON.stringify({ name: locked.package, version: locked.version }));
  const ours = {
    ...environment,
    HOME: folder,
    XDG_CONFIG_HOME: join(folder, "config"),
    // It would download pulumi and bun from GitHub.
    SST_SKIP_DEPENDENCY_CHECK: "1",
    SST_TELEMETRY_DISABLED: "1",
    DO_NOT_TRACK: "1",
  };
  let runs = 0;
  return {
    async sst(...args) {
      const logFile = join(folder, `run-${++runs}.log`);
      const code = await run(programs[version], args, { environment: ours, cwd: folder, logFile });
      return { code, output: await readFile(logFile, "utf8") };
    },
  };
}

function configOf(name: string): string {
  return `export default $config({
  app: () => ({ name: ${JSON.stringify(name)}, home: "aws" }),
  async run() {},
});
`;
}
