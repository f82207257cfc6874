import { installMiniStack } from "../../lib/local/install-ministack.ts";

/** Before tests that start a local AWS: installed once, not by each test file at the same time. */
export default async function setup(): Promise<void> {
  await installMiniStack({ say: (line) => process.stderr.write(`${line}\n`) });
}
