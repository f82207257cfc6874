import { execFile } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { ENVIRONMENT } from "../../lib/aws/environment.ts";
import { type Measured, median } from "./measure.ts";
import type { Scene } from "./scene.ts";

const execute = promisify(execFile);
const LAMBDA = join(import.meta.dirname, "..", "..", "lambda");

/** The size of each function's bundle as it was deployed, and how long a fresh process takes to load it, beside its bare SDK clients. */
export async function bundles({ emulator }: Scene): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (const [duty, bundle] of await deployedBundles(join(emulator.folder, "cdk.out"))) {
    const bare = join(emulator.folder, `bare-${duty}.mjs`);
    await bundleClients(await clientsOf(duty), bare);
    const kilobytes = async (file: string) => (await stat(file)).size / 1000;
    const against = "its SDK clients, bare";
    const size = { ours: await kilobytes(bundle), bound: await kilobytes(bare) };
    measured.push({ what: `${duty}, bundle`, ...size, against, unit: "kB", aim: null });
    measured.push({
      what: `${duty}, cold import`,
      ...(await importTimes(bundle, bare)),
      against,
      unit: "ms",
      aim: null,
    });
  }
  return measured;
}

/** The bundles by the function's duty, as the synthesized template names them. */
async function deployedBundles(folder: string): Promise<[string, string][]> {
  const template = JSON.parse(await readFile(join(folder, "SstVault.template.json"), "utf8"));
  const resources: { Type: string; Properties: { FunctionName?: string; Code?: { S3Key?: string } } }[] = Object.values(
    template.Resources,
  );
  return resources.flatMap(({ Type, Properties: { FunctionName = "", Code } }): [string, string][] => {
    const duty = /^sst-vault-(\w+)$/.exec(FunctionName)?.[1];
    const asset = Code?.S3Key?.replace(/\.zip$/, "");
    return Type === "AWS::Lambda::Function" && duty && asset
      ? [[duty, join(folder, `asset.${asset}`, "index.mjs")]]
      : [];
  });
}

/** The SDK clients that a function's own file makes: package → class. */
async function clientsOf(duty: string): Promise<[string, string][]> {
  const source = await readFile(join(LAMBDA, `${duty}.ts`), "utf8");
  const imports = source.matchAll(/import \{[^}]*?(\w+Client)\b[^}]*\} from "(@aws-sdk\/client-[\w-]+)"/g);
  return [...imports].map(([, name = "", from = ""]) => [from, name]);
}

async function bundleClients(clients: [string, string][], outfile: string): Promise<void> {
  const lines = clients.map(
    ([from, name]) => `import { ${name} } from "${from}"; new ${name}({ region: "us-east-1" });`,
  );
  // As the CDK bundles a function (lib/infra/vault-function.ts).
  await build({
    stdin: { contents: lines.join("\n"), resolveDir: LAMBDA, loader: "ts" },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node24",
    mainFields: ["module", "main"],
    sourcemap: true,
    sourcesContent: false,
    outfile,
    logLevel: "silent",
  });
}

/** Medians, taken in turns, of loading a module in a process that has loaded nothing. */
async function importTimes(ours: string, bound: string): Promise<{ ours: number; bound: number }> {
  const took = { ours: [] as number[], bound: [] as number[] };
  for (let round = 0; round < 7; round++) {
    took.ours.push(await importTime(ours));
    took.bound.push(await importTime(bound));
  }
  return { ours: median(took.ours), bound: median(took.bound) };
}

async function importTime(file: string): Promise<number> {
  const code = `const t = performance.now(); await import(${JSON.stringify(file)}); console.log(performance.now() - t)`;
  const names = Object.values(ENVIRONMENT).map((name) => [name, "bench"]);
  const env = { ...Object.fromEntries(names), PATH: process.env.PATH ?? "", AWS_REGION: "us-east-1" };
  const { stdout } = await execute(process.execPath, ["--input-type=module", "--eval", code], { env });
  return Number(stdout);
}
