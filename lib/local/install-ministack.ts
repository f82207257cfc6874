import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type CachedInstall, findInstalled, installOnce } from "./cached-install.ts";
import { findPython, type Python } from "./find-python.ts";
import { LocalAwsError } from "./local-aws-error.ts";
import { run } from "./run.ts";

const MINISTACK = "1.5.33";
const REQUIREMENTS = join(import.meta.dirname, "requirements.txt");

/** Gives the Python of a virtual environment that holds MiniStack, installing it on first use. */
export async function installMiniStack({ say }: { say: (line: string) => void }): Promise<string> {
  const python = await findPython();
  const install: CachedInstall = {
    name: `ministack-${MINISTACK}-python-${python.version}-${process.platform}-${process.arch}`,
    title: "the local AWS",
    contents: readFileSync(REQUIREMENTS, "utf8"),
    program: join("bin", "python"),
  };
  const installed = findInstalled(install);
  if (installed) return pythonOf(installed);

  say(`installing the local AWS (MiniStack ${MINISTACK}, 90 MB, only this once)`);
  const started = Date.now();
  const place = await installOnce(install, (venv, workshop) => build(venv, workshop, python, say));
  say(`installed in ${Math.round((Date.now() - started) / 1000)} s, in ${place}`);
  return pythonOf(place);
}

const pythonOf = (place: string) => join(place, "bin", "python");

async function build(venv: string, workshop: string, python: Python, say: (line: string) => void): Promise<void> {
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
}

/** The developer's own environment, for pip's index, proxy and certificates; less what would send packages elsewhere. */
function pipEnvironment(workshop: string): Record<string, string> {
  const redirecting = /^(PYTHON.*|PIP_(USER|TARGET|PREFIX|ROOT)|__PYVENV_LAUNCHER__)$/;
  const kept = Object.entries(process.env).filter(([name]) => !redirecting.test(name));
  return { PIP_RETRIES: "2", ...(Object.fromEntries(kept) as Record<string, string>), PIP_USER: "0", TMPDIR: workshop };
}
