import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { LocalAwsError } from "./local-aws-error.ts";

/** A Python that can run the local AWS. */
export interface Python {
  path: string;
  /** As 3.12.1; a virtual environment works only with the Python that made it. */
  version: string;
}

// `python3` of macOS is older than what Homebrew and pyenv put beside it under its full name.
const NAMES = ["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10"];
const QUESTION = "import sys; print(sys.executable); print('.'.join(map(str, sys.version_info[:3])))";

/** The first Python on the PATH that is 3.10 or later. */
export async function findPython(path = process.env.PATH ?? ""): Promise<Python> {
  const tooOld: string[] = [];
  for (const name of NAMES) {
    const found = await ask(name, path);
    if (found && isRecent(found.version)) return found;
    if (found) tooOld.push(found.version);
  }
  const have = tooOld.length > 0 ? `found only Python ${tooOld[0]}` : "found no python3";
  throw new LocalAwsError(`the local AWS needs Python 3.10 or later and ${have}; install it (https://www.python.org)`);
}

async function ask(name: string, path: string): Promise<Python | undefined> {
  try {
    const { stdout } = await promisify(execFile)(name, ["-c", QUESTION], { env: { PATH: path } });
    const [executable, version] = stdout.trim().split("\n");
    return executable && version ? { path: executable, version } : undefined;
  } catch {
    return undefined; // not there, or a stub that only advertises itself
  }
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 3 || (major === 3 && minor >= 10);
}
