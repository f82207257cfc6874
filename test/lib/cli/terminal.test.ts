import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { terminal } from "../../../lib/cli/terminal.ts";

const CLI = join(import.meta.dirname, "..", "..", "..", "bin", "vault.ts");

/** Streams that pass for a terminal, or for pipes. */
function streams(isTTY: boolean, env: NodeJS.ProcessEnv = {}) {
  const stream = () => Object.assign(new PassThrough(), { isTTY, columns: 100 });
  const [stdin, stdout, stderr] = [stream(), stream(), stream()];
  // What `terminal` uses of a process's streams, these have.
  const io = terminal({ stdin, stdout, stderr, env } as unknown as NodeJS.Process);
  return { io, stdin, stdout, stderr };
}

test.each([
  { typed: "y\n", answer: true },
  { typed: "\n", answer: false },
  { typed: "n\n", answer: false },
  { typed: "\u0003", answer: false },
])("$typed answers a question with $answer, and stdout stays clean", async ({ typed, answer }) => {
  const { io, stdin, stdout, stderr } = streams(true);
  const asked = io.confirm("Replace it?");
  await once(stderr, "data");
  stdin.write(typed);

  expect(await asked).toBe(answer);
  expect(stdout.readableLength).toBe(0);
});

test.each([
  { isTTY: true, env: {}, expected: { interactive: true, columns: 100, color: true } },
  { isTTY: true, env: { NO_COLOR: "1" }, expected: { interactive: true, columns: 100, color: false } },
  { isTTY: true, env: { TERM: "dumb" }, expected: { interactive: true, columns: 100, color: false } },
  { isTTY: false, env: {}, expected: { interactive: false, columns: Number.POSITIVE_INFINITY, color: false } },
])("with a terminal: $isTTY and $env", ({ isTTY, env, expected }) => {
  expect(streams(isTTY, env).io).toMatchObject(expected);
});

test("a reader that takes its time is waited for", async () => {
  const { io, stdout } = streams(false);
  io.out("x".repeat(1_000_000));
  let waited = false;
  setTimeout(() => {
    waited = true;
    stdout.resume();
  }, 20);

  expect(await io.drained()).toBe(true);
  expect(waited).toBe(true);
});

test("a reader that left is no longer waited for", async () => {
  const { io, stdout } = streams(false);
  io.out("x".repeat(1_000_000));
  const drained = io.drained();
  stdout.destroy(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));

  expect(await drained).toBe(false);
  expect(await io.drained()).toBe(false);
});

test("a reader that leaves early is no error", async () => {
  const child = spawn(process.execPath, [CLI, "--help"], { stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.destroy();
  const [err, [code]] = await Promise.all([text(child.stderr), once(child, "close")]);

  expect({ err, code }).toEqual({ err: "", code: 0 });
});

test.runIf(existsSync("/dev/full"))("a disk that is full ends it with a line, not a stack trace", () => {
  const out = openSync("/dev/full", "w");
  const { status, stderr } = spawnSync(process.execPath, [CLI, "--help"], { stdio: ["ignore", out, "pipe"] });
  closeSync(out);
  expect(status).toBe(1);
  expect(`${stderr}`).toBe("error: the result cannot be written (ENOSPC)\n");
});
