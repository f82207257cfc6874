import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { localAwsEnvironment } from "./aws-environment.ts";
import { installMiniStack } from "./install-ministack.ts";
import { LocalAwsError } from "./local-aws-error.ts";
import { onExit } from "./on-exit.ts";
import { freePort, tryPort } from "./ports.ts";
import { killGroup } from "./run.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const LAUNCHER = join(import.meta.dirname, "launcher");
const START_TIMEOUT = 60_000;

/** A running local AWS: one account, 000000000000, all its state in memory. */
export interface Emulator {
  /** http://127.0.0.1:port */
  endpoint: string;
  port: number;
  /** The whole environment for child processes that use it (CDK, CLI, tests). */
  environment: Record<string, string>;
  /** A folder for whatever belongs to this run; deleted when it stops. */
  folder: string;
  logFile: string;
  /** Ends it and all that runs in it, and deletes its files. Calling it again does nothing. */
  stop(): Promise<void>;
}

/** How to start one. */
export interface EmulatorOptions {
  /** @default - a free one */
  port?: number;
  /** Opens the control route, which lets tests seed faults and move the clock. @default false */
  control?: boolean;
  /** How much later than its call a trail's event is sent; in AWS it is minutes. @default 0 */
  trailLagSeconds?: number;
  /** Gets progress, line by line. @default - silent */
  say?: (line: string) => void;
}

/** Starts a local AWS of its own, installing it on first use. Whatever ends this process ends it too. */
export async function startEmulator({
  port,
  control = false,
  trailLagSeconds = 0,
  say = () => {},
}: EmulatorOptions = {}): Promise<Emulator> {
  if (port !== undefined) await assertFree(port);
  const python = await installMiniStack({ say });
  for (let attempt = 1; ; attempt += 1) {
    const chosen = port ?? (await freePort());
    try {
      return await launch(python, chosen, { control, trailLagSeconds });
    } catch (error) {
      if (!(error instanceof PortTaken) || port !== undefined || attempt === 5) throw error;
    }
  }
}

class PortTaken extends LocalAwsError {
  constructor(port: number) {
    super(`port ${port} is taken; choose another: npm run local -- --port ${port + 1}`);
  }
}

async function assertFree(port: number): Promise<void> {
  try {
    await tryPort(port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") throw new PortTaken(port);
    throw new LocalAwsError(
      `cannot listen on port ${port} (${(error as Error).message}); choose one from 1024 to 65535`,
    );
  }
}

type Launch = Pick<Required<EmulatorOptions>, "control" | "trailLagSeconds">;

async function launch(python: string, port: number, options: Launch): Promise<Emulator> {
  const endpoint = `http://127.0.0.1:${port}`;
  const folder = temporaryFolder(tmpdir(), "sst-vault-local-");
  const logFile = join(folder.path, "ministack.log");
  const environment = { ...localAwsEnvironment(endpoint), TMPDIR: folder.path };
  const log = openSync(logFile, "a");
  // Its standard input is the lifeline: the launcher ends when it closes, even if we are killed.
  const child = spawn(python, [LAUNCHER], {
    env: { ...environment, ...emulatorSettings(port, options) },
    cwd: folder.path,
    detached: true,
    stdio: ["pipe", log, log],
  });
  closeSync(log);
  const ended = new Promise<void>((resolve) => child.once("close", resolve).once("error", () => resolve()));
  // At once: there is nothing to save, and its own way out takes seconds, or a minute with a busy function.
  const forget = onExit(() => killGroup(child.pid));
  const stop = async () => {
    killGroup(child.pid);
    await ended;
    folder.remove();
    forget();
  };
  try {
    await untilReady(endpoint, child.pid, ended);
    return { endpoint, port, environment, folder: folder.path, logFile, stop };
  } catch (error) {
    const said = readFileSync(logFile, "utf8");
    await stop();
    if (/already in use/i.test(said)) throw new PortTaken(port);
    throw new LocalAwsError(`the local AWS did not start; its last words: ${lastLines(said)}`, { cause: error });
  }
}

function emulatorSettings(port: number, { control, trailLagSeconds }: Launch): Record<string, string> {
  return {
    AUTH: "true",
    BIND_HOST: "127.0.0.1",
    GATEWAY_PORT: String(port),
    // Queue URLs carry it, and the SDK goes where they say; a name could also mean ::1.
    MINISTACK_HOST: "127.0.0.1",
    // No listeners beside that port, and hands off the developer's containers.
    IOT_MTLS_ENABLED: "0",
    SFTP_ENABLED: "0",
    DOCKER_HOST: "unix:///nonexistent",
    PYTHONDONTWRITEBYTECODE: "1",
    SST_VAULT_LOCAL_TRAIL_LAG: String(trailLagSeconds),
    ...(control ? { SST_VAULT_LOCAL_CONTROL: "1" } : {}),
  };
}

/** Waits for this very process: on a port that somebody else has just taken, another server would answer. */
async function untilReady(endpoint: string, pid: number | undefined, ended: Promise<void>): Promise<void> {
  let dead = false;
  ended.then(() => {
    dead = true;
  });
  for (const deadline = Date.now() + START_TIMEOUT; Date.now() < deadline && !dead; await sleep(25)) {
    const [who, ready] = await Promise.all([get(`${endpoint}/_local/pid`), get(`${endpoint}/_ministack/ready`)]);
    if (ready?.ok && Number(await who?.text()) === pid) return;
  }
  throw new Error(dead ? "it ended" : `it was not ready after ${START_TIMEOUT / 1000} s`);
}

const get = (url: string) => fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);

const lastLines = (text: string) => text.trim().split("\n").slice(-3).join(" | ") || "none";
