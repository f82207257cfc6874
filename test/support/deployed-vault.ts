import { randomBytes } from "node:crypto";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { TestProject } from "vitest/node";
import { rootSettings } from "../../lib/local/aws-environment.ts";
import type { Emulator } from "../../lib/local/emulator.ts";
import { startLocalVault } from "../../lib/local/local-vault.ts";
import { stopWitnessed, witness } from "./leaks/emulators.ts";

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
  const before = async (emulator: Emulator) => {
    await witness(emulator);
    await storePassphrase(emulator, "/sst/passphrase/before/prod");
  };
  const { emulator, outputs } = await startLocalVault({ control: true, context, before });
  project.provide("localAws", emulator.environment);
  project.provide("vault", outputs);
  return () => stopWitnessed(emulator);
}

/** A passphrase that was there before the vault. */
async function storePassphrase({ endpoint }: Emulator, Name: string): Promise<void> {
  const ssm = new SSMClient(rootSettings(endpoint));
  const Value = randomBytes(32).toString("base64");
  await ssm.send(new PutParameterCommand({ Name, Value, Type: "SecureString" }));
}
