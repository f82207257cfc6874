import { copyFile, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { APP_FOLDER, cdk } from "./cdk.ts";
import type { Emulator } from "./emulator.ts";
import { LocalAwsError } from "./local-aws-error.ts";

const ACCOUNT = "000000000000";

/** What to deploy, and where. */
export interface DeployOptions {
  emulator: Emulator;
  stack: string;
  /** CDK context, as with `--context name=value`. @default - none */
  context?: Record<string, string>;
  /** The folder of the app's cdk.json. @default - this repository */
  directory?: string;
  /** Where the app is synthesized to. @default - in the emulator's folder */
  outdir?: string;
  /** Gets progress, line by line. @default - silent */
  say?: (line: string) => void;
}

/** Runs the real `cdk bootstrap` and `cdk deploy` against a local AWS and gives the stack's outputs. */
export async function bootstrapAndDeploy(options: DeployOptions): Promise<Record<string, string>> {
  const { emulator, stack, context = {}, directory = APP_FOLDER, say = () => {} } = options;
  const outdir = options.outdir ?? join(emulator.folder, "cdk.out");
  const outputsFile = join(emulator.folder, "outputs.json");
  const region = emulator.environment.AWS_REGION;
  const contextArgs = Object.entries(context).flatMap(([name, value]) => ["--context", `${name}=${value}`]);

  // Side by side, which two cores are just enough for. Bootstrap away from the app: in its folder it would synthesize it too.
  await settled([
    step("bootstrap", [`aws://${ACCOUNT}/${region}`], emulator.folder),
    step("synth", [stack, "--quiet", "--output", outdir, ...contextArgs], directory),
  ]);
  const deployArgs = ["--require-approval", "never", "--app", outdir, "--outputs-file", outputsFile];
  await step("deploy", [stack, ...deployArgs], emulator.folder);
  return JSON.parse(await readFile(outputsFile, "utf8"))[stack] ?? {};

  async function step(command: string, args: string[], cwd: string): Promise<void> {
    const started = performance.now();
    say(`cdk ${command} …`);
    const logFile = join(emulator.folder, `cdk-${command}.log`);
    const code = await cdk([command, ...args, "--no-color"], {
      environment: cdkEnvironment(emulator),
      cwd,
      logFile,
    });
    if (code !== 0) throw await failure(command, logFile);
    say(`cdk ${command} done in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
}

function cdkEnvironment({ environment, folder }: Emulator): Record<string, string> {
  return {
    ...environment,
    // The developer's ~/.cdk.json may name a profile or turn features on.
    HOME: folder,
    CDK_DEFAULT_ACCOUNT: ACCOUNT,
    CDK_DEFAULT_REGION: environment.AWS_REGION ?? "",
    CDK_DISABLE_CLI_TELEMETRY: "1",
  };
}

/** The emulator's folder goes with the emulator, so the log is put where it can still be read. */
async function failure(command: string, logFile: string): Promise<LocalAwsError> {
  const lines = stripVTControlCharacters(await readFile(logFile, "utf8")).split("\n");
  const said = lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("at "));
  const kept = join(tmpdir(), `sst-vault-${Date.now()}-${basename(logFile)}`);
  await copyFile(logFile, kept);
  return new LocalAwsError(`cdk ${command} failed: ${said.slice(-3).join(" | ")}; all it said is in ${kept}`);
}

/** As Promise.all, but lets the others end first: what still runs would write into a folder that is being deleted. */
async function settled(steps: Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(steps)) if (result.status === "rejected") throw result.reason;
}
