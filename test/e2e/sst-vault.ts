import { join } from "node:path";
import { inject } from "vitest";
import type { Credentials } from "../../lib/local/iam.ts";
import { type Ended, runScript } from "../support/run-script.ts";

const CLI = join(import.meta.dirname, "..", "..", "bin", "vault.ts");

/** Runs the real CLI as a process of its own against the shared local AWS, without a terminal. */
export function sstVault(...args: string[]): Promise<Ended> {
  return runVault(inject("localAws"), ...args);
}

/** The same, run by an IAM user instead of root. */
export function sstVaultAs({ accessKeyId, secretAccessKey }: Credentials, ...args: string[]): Promise<Ended> {
  const user = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  return runVault({ ...inject("localAws"), ...user }, ...args);
}

/** The same, in another environment. */
export function runVault(env: Record<string, string>, ...args: string[]): Promise<Ended> {
  return runScript(CLI, args, env);
}

/** Runs the CLI with `--json` and parses what it printed. */
export async function sstVaultJson<T>(...args: string[]): Promise<T & { code: number }> {
  const { code, stdout, stderr } = await sstVault("--json", ...args);
  try {
    return { ...JSON.parse(stdout), code };
  } catch {
    throw new Error(`no JSON from sst-vault ${args.join(" ")} (code ${code}): ${stdout}\n${stderr}`);
  }
}
