import { spawn } from "node:child_process";
import { basename } from "node:path";
import { said } from "./leaks/run-folder.ts";

/** How a process ended. */
export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a script under our own Node as a process of its own, without a terminal. `env` is its whole environment. */
export function runScript(script: string, args: string[], env: Record<string, string>): Promise<Ended> {
  const child = spawn(process.execPath, [script, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  const ended: Ended = { code: -1, stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => {
    ended.stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    ended.stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      said(
        "processes",
        `what ${basename(script)} was called with and printed`,
        [...args, ended.stdout, ended.stderr].join("\n"),
      );
      resolve({ ...ended, code: code ?? -1 });
    });
  });
}
