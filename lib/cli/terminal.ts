import { once } from "node:events";
import type { Io } from "./io.ts";

const END_OF_INPUT = "\u0004";

/** The terminal that this process runs in. */
export function terminal({
  stdin,
  stdout,
  stderr,
  env,
  exit,
}: Pick<NodeJS.Process, "stdin" | "stdout" | "stderr" | "env" | "exit">): Io {
  let gone = false;
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    gone = true;
    // The reader may leave before the end (`| head`); what was begun is still brought to its end.
    if (error.code === "EPIPE") return;
    stderr.write(`error: the result cannot be written (${error.code})\n`);
    exit(1);
  });
  // Whom nobody can tell anything is no reason to stop either.
  stderr.on("error", () => {});
  const interactive = Boolean(stdin.isTTY && stderr.isTTY);
  return {
    out: (text) => void stdout.write(text),
    drained: async () => {
      // A closed pipe is told as an error, which is handled above.
      if (!gone && stdout.writableNeedDrain) await once(stdout, "drain").catch(() => {});
      return !gone;
    },
    err: (text) => void stderr.write(text),
    interactive,
    rewritable: Boolean(stderr.isTTY),
    columns: (stdout.isTTY && stdout.columns) || Number.POSITIVE_INFINITY,
    color: Boolean(stdout.isTTY && !env.NO_COLOR && env.TERM !== "dumb"),
    debug: Boolean(env.SST_VAULT_DEBUG),
    confirm: async (message) => {
      const { default: confirm } = await import("@inquirer/confirm");
      const left = new AbortController();
      // Ctrl-D, which the prompt itself would wait out for ever.
      const onInput = (input: Buffer | string) => String(input).includes(END_OF_INPUT) && left.abort();
      stdin.on("data", onInput);
      try {
        return await confirm({ message, default: false }, { input: stdin, output: stderr, signal: left.signal });
      } catch (error) {
        // Ctrl-C (ExitPromptError), Ctrl-D and a closed terminal alike: nobody said yes.
        if (error instanceof Error && /Prompt/.test(error.name)) return false;
        throw error;
      } finally {
        stdin.off("data", onInput);
      }
    },
  };
}
