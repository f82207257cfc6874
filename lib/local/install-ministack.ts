import { existsSync, readFileSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { findPython, type Python } from "./find-python.ts";
import { LocalAwsError } from "./local-aws-error.ts";
import { run } from "./run.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const MINISTACK = "1.5.33";
const REQUIREMENTS = join(import.meta.dirname, "requirements.txt");
const UNFINISHED = "installing-";
const ONE_HOUR = 3_600_000;

/**
 * Gives the Python of a virtual environment that holds MiniStack, installing it on first use.
 *
 * It is built beside its place and moved there when complete, so several processes may do so at once: the first one wins, and one
 * that was killed has left nothing that could be taken for an installation.
 */
export async function installMiniStack({ say }: { say: (line: string) => void }): Promise<string> {
  const python = await findPython();
  const cache = cacheFolder();
  const place = join(cache, `ministack-${MINISTACK}-python-${python.version}-${process.platform}-${process.arch}`);
  if (isComplete(place)) return pythonOf(place);

  say(`installing the local AWS (MiniStack ${MINISTACK}, 90 MB, only this once)`);
  const started = Date.now();
  await makeCache(cache);
  const workshop = temporaryFolder(cache, UNFINISHED);
  try {
    await build(workshop.path, python, say);
    await moveInto(place, workshop.path);
  } finally {
    workshop.remove();
  }
  say(`installed in ${Math.round((Date.now() - started) / 1000)} s, in ${place}`);
  return pythonOf(place);
}

function cacheFolder(): string {
  const { SST_VAULT_CACHE, XDG_CACHE_HOME } = process.env;
  return SST_VAULT_CACHE || join(XDG_CACHE_HOME || join(homedir(), ".cache"), "sst-vault");
}

const pythonOf = (place: string) => join(place, "bin", "python");
const markerOf = (place: string) => join(place, "complete");

/** existsSync follows the link to the system's Python, which an upgrade may have taken away. */
function isComplete(place: string): boolean {
  if (!existsSync(pythonOf(place)) || !existsSync(markerOf(place))) return false;
  return readFileSync(markerOf(place), "utf8") === readFileSync(REQUIREMENTS, "utf8");
}

async function makeCache(cache: string): Promise<void> {
  try {
    await mkdir(cache, { recursive: true });
  } catch (error) {
    throw new LocalAwsError(`cannot write ${cache}; set SST_VAULT_CACHE to a folder of yours`, { cause: error });
  }
  for (const name of await readdir(cache)) {
    const folder = join(cache, name);
    // What a killed process left; by age, for it may also be at work in another container with the same home.
    const left = name.startsWith(UNFINISHED) && (await stat(folder).catch(() => undefined));
    if (left && Date.now() - left.mtimeMs > ONE_HOUR) await rm(folder, { recursive: true, force: true });
  }
}

async function build(workshop: string, python: Python, say: (line: string) => void): Promise<void> {
  const venv = join(workshop, "venv");
  const logFile = join(workshop, "log");
  const environment = pipEnvironment(workshop);
  if ((await run(python.path, ["-m", "venv", venv], { environment, logFile })) !== 0) {
    throw new LocalAwsError(
      `${python.path} cannot make a virtual environment; install its venv module (Debian, Ubuntu: sudo apt install python3-venv)`,
    );
  }
  say("downloading its packages from the Python package index");
  const pip = ["-m", "pip", "install", "--require-hashes", "--no-input", "--disable-pip-version-check"];
  if ((await run(pythonOf(venv), [...pip, "--requirement", REQUIREMENTS], { environment, logFile })) !== 0) {
    const said = (await readFile(logFile, "utf8")).split("\n").findLast((line) => line.startsWith("ERROR: "));
    throw new LocalAwsError(
      `pip could not download MiniStack; check the network and pip's settings (index, proxy, certificates); ${said ?? "it gave no reason"}`,
    );
  }
  await writeFile(markerOf(venv), await readFile(REQUIREMENTS));
}

/** The developer's own environment, for pip's index, proxy and certificates; less what would send packages elsewhere. */
function pipEnvironment(workshop: string): Record<string, string> {
  const redirecting = /^(PYTHON.*|PIP_(USER|TARGET|PREFIX|ROOT)|__PYVENV_LAUNCHER__)$/;
  const kept = Object.entries(process.env).filter(([name]) => !redirecting.test(name));
  return { PIP_RETRIES: "2", ...(Object.fromEntries(kept) as Record<string, string>), PIP_USER: "0", TMPDIR: workshop };
}

async function moveInto(place: string, workshop: string): Promise<void> {
  for (const broken of ["broken-1", "broken-2", "broken-3"]) {
    try {
      return await rename(join(workshop, "venv"), place);
    } catch {
      // Something is there: another process was faster, or an installation that is broken makes way.
      if (isComplete(place)) return;
      await rename(place, join(workshop, broken)).catch(() => undefined);
    }
  }
  throw new LocalAwsError(`cannot put the local AWS into ${place}; delete that folder and try again`);
}
