import { existsSync, linkSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import { basename, join } from "node:path";
import type { Emulator } from "../../../lib/local/emulator.ts";
import { type Kind, placeOf, runFolder } from "./run-folder.ts";

/** The local AWS, its control open, with all that it and the CDK say on it kept for the search. */
export async function witnessed(emulator: Emulator): Promise<Emulator> {
  await witness(emulator);
  return { ...emulator, stop: () => stopWitnessed(emulator) };
}

/** Has the local AWS note from now on what it is given and what is said there. */
export async function witness({ endpoint, folder, logFile }: Emulator): Promise<void> {
  const run = runFolder();
  if (run === null) return;
  const request = { method: "POST", body: JSON.stringify({ folder: run }) };
  const { status } = await fetch(`${endpoint}/_local/witness`, request);
  if (status !== 200) throw new Error(`the local AWS does not witness: ${status}`);
  linkSync(logFile, join(run, placeOf("emulators"), `${basename(folder)}.log`)); // it is written to until the end
}

/** Stops it, and keeps what its folder has of the CDK. Calling it again does nothing. */
export async function stopWitnessed(emulator: Emulator): Promise<void> {
  const run = runFolder();
  if (run !== null && existsSync(emulator.folder)) keepCdk(emulator, run);
  await emulator.stop();
}

function keepCdk({ folder }: Emulator, run: string): void {
  const keep = (name: string, kind: Kind) => {
    const place = join(run, placeOf(kind), basename(folder));
    mkdirSync(place, { recursive: true });
    renameSync(join(folder, name), join(place, name));
  };
  for (const name of readdirSync(folder)) {
    if (/^cdk-.*\.log$/.test(name)) keep(name, "emulators");
    if (name === "cdk.out" || name === "outputs.json") keep(name, "synthesized");
  }
}
