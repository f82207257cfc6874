import { join } from "node:path";
import { type RunOptions, run } from "./run.ts";

const REPOSITORY = join(import.meta.dirname, "..", "..");
const CDK = join(REPOSITORY, "node_modules", "aws-cdk", "bin", "cdk");

/** Runs the checkout's own CDK, under the Node that we run under, to its end. Gives its exit code. */
export function cdk(args: string[], options: RunOptions): Promise<number> {
  return run(process.execPath, [CDK, ...args, "--no-notices", "--no-version-reporting"], options);
}

/** Where the app's cdk.json is. */
export const APP_FOLDER = REPOSITORY;
