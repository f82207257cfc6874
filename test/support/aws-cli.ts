import { existsSync } from "node:fs";
import { chmod, mkdir, rename, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { installMiniStack } from "../../lib/local/install-ministack.ts";
import { run } from "../../lib/local/run.ts";
import { temporaryFolder } from "../../lib/local/temporary-folder.ts";

const VERSION = "1.46.3";
const REQUIREMENTS = join(import.meta.dirname, "aws-cli-requirements.txt");

/**
 * Gives a folder that holds the real AWS CLI as `aws`, for the front of a PATH: tests paste commands into a shell as
 * people do. It is installed on first use, beside the local AWS and with its Python, and talks to AWS_ENDPOINT_URL only.
 */
export async function awsCli(): Promise<string> {
  const python = await installMiniStack({ say: () => {} });
  const environment = dirname(dirname(python));
  const cache = dirname(environment);
  const place = join(cache, `aws-cli-${VERSION}-for-${basename(environment)}`);
  if (existsSync(place)) return place;
  const workshop = temporaryFolder(cache, "installing-");
  try {
    const packages = join(workshop.path, "packages");
    const pip = ["-m", "pip", "install", "--require-hashes", "--no-input", "--disable-pip-version-check"];
    const logFile = join(workshop.path, "log");
    const args = [...pip, "--target", packages, "--requirement", REQUIREMENTS];
    // The developer's own environment, for pip's index, proxy and certificates.
    const code = await run(python, args, { environment: { ...process.env } as Record<string, string>, logFile });
    if (code !== 0) throw new Error("the AWS CLI could not be installed from the Python package index");
    // Named where it will be: the folder moves as a whole.
    const script = [
      "#!/bin/sh",
      `PYTHONPATH='${join(place, "packages")}' exec '${python}' -m awscli --endpoint-url "\${AWS_ENDPOINT_URL:?}" "$@"`,
      "",
    ];
    await writeFile(join(workshop.path, "aws"), script.join("\n"));
    await chmod(join(workshop.path, "aws"), 0o755);
    await mkdir(cache, { recursive: true });
    // Another run may have been faster.
    await rename(workshop.path, place).catch(
      () => existsSync(place) || Promise.reject(new Error(`cannot make ${place}`)),
    );
  } finally {
    workshop.remove();
  }
  return place;
}
