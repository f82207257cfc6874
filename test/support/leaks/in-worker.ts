// Runs before each test file: what the file makes and says is noted for the search at the end of the run.
import { relative } from "node:path";
import { expect, vi } from "vitest";
import { witnessed } from "./emulators.ts";
import { noteValue, runFolder } from "./run-folder.ts";
import { noteErrors } from "./thrown.ts";

const here = relative(process.cwd(), expect.getState().testPath ?? "");

if (runFolder() !== null) noteErrors(here);

/** Every value that a Passphrase ever holds, wherever it came from. */
vi.mock("../../../lib/sst/passphrase.ts", async (original) => {
  const real = await original<typeof import("../../../lib/sst/passphrase.ts")>();
  const noted = new Set<string>();
  class Passphrase extends real.Passphrase {
    constructor(value: string) {
      super(value);
      if (noted.has(value)) return;
      noted.add(value);
      noteValue(value, here);
    }
  }
  return { ...real, Passphrase };
});

/** Every local AWS that a test file starts for itself, but for one that is to have no control. */
vi.mock("../../../lib/local/emulator.ts", async (original) => {
  const real = await original<typeof import("../../../lib/local/emulator.ts")>();
  const startEmulator: typeof real.startEmulator = async (options = {}) =>
    options.control === false
      ? real.startEmulator(options)
      : witnessed(await real.startEmulator({ ...options, control: true }));
  return { ...real, startEmulator };
});
