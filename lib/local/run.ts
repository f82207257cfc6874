import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { onExit } from "./on-exit.ts";

/** How a child process is run to its end. */
export interface RunOptions {
  /** The child's whole environment: nothing of ours is added. */
  environment: Record<string, string>;
  cwd?: string;
  /** Gets all that the child prints. @default - it prints where we do */
  logFile?: string;
}

/**
 * Runs a program to its end and gives its exit code.
 *
 * It gets a process group of its own, which is ended whole when we end first, so that Ctrl-C leaves neither it nor what it started.
 */
export function run(command: string, args: string[], { environment, cwd, logFile }: RunOptions): Promise<number> {
  const log = logFile === undefined ? null : openSync(logFile, "a");
  const output = log ?? "inherit";
  const child = spawn(command, args, { cwd, env: environment, detached: true, stdio: ["ignore", output, output] });
  if (log !== null) closeSync(log);
  const forget = onExit(() => killGroup(child.pid));
  return new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  }).finally(forget);
}

/** Ends a process group at once. One that is gone already is no error. */
export function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // nobody there any more
  }
}
