import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { runScript } from "../support/run-script.ts";
import { inTurns, type Measured } from "./measure.ts";
import type { Scene } from "./scene.ts";

/** As `npx sst-vault` runs it: through the starter, whose cache of compiled code the second run has. */
const CLI = join(import.meta.dirname, "..", "..", "bin", "sst-vault.js");
const execute = promisify(execFile);

/** How long the CLI's process takes, beside a Node that does nothing. */
export async function cliStart({ emulator: { environment } }: Scene): Promise<Measured[]> {
  const empty = () => execute(process.execPath, ["--eval", "0"]);
  const help = await inTurns(10, () => runScript(CLI, ["--help"], environment), empty, 2);
  const list = await inTurns(10, () => runScript(CLI, ["list"], environment), empty, 2);
  return [
    { what: "sst-vault --help", ...help, against: "node --eval 0", unit: "ms", aim: null },
    { what: "sst-vault list", ...list, against: "node --eval 0", unit: "ms", aim: null },
  ];
}
