import type { TestProject } from "vitest/node";
import { startLocalVault } from "../../lib/local/local-vault.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The environment in which child processes and SDK clients reach the local AWS as root. */
    localAws: Record<string, string>;
    /** The outputs of the vault deployed there. */
    vault: Record<string, string>;
  }
}

/** One local AWS with one vault for all tests that only use it; its pauses are short, its rules AWS's. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const context = { recreateWaitSeconds: "3", lagSeconds: "10" };
  const { emulator, outputs } = await startLocalVault({ control: true, context });
  project.provide("localAws", emulator.environment);
  project.provide("vault", outputs);
  return () => emulator.stop();
}
