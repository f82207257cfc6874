import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Passphrase } from "../../lib/sst/passphrase.ts";

const FOLDER = join(import.meta.dirname, "..", "fixtures", "sst");

/** One stage's files as real SST and Pulumi stored them, with what opens them and what does not. */
export interface SstFixture {
  app: string;
  stage: string;
  passphrase: Passphrase;
  wrong: Passphrase[];
  state?: Buffer;
  secrets?: Buffer;
}

interface Manifest {
  app: string;
  stage: string;
  passphrase: string;
  wrong: string[];
  files: { file: string; kind: "state" | "secrets" }[];
}

/** Reads one of the folders of test/fixtures/sst; each has a manifest. */
export function sstFixture(name: "bare" | "fallback" | "plain" | "removed" | "secrets"): SstFixture {
  const manifest: Manifest = JSON.parse(readFileSync(join(FOLDER, name, "manifest.json"), "utf8"));
  const { app, stage, passphrase, wrong, files } = manifest;
  return {
    app,
    stage,
    passphrase: new Passphrase(passphrase),
    wrong: wrong.map((value) => new Passphrase(value)),
    ...Object.fromEntries(files.map(({ kind, file }) => [kind, readFileSync(join(FOLDER, name, file))])),
  };
}
