import type { Context } from "../cli/context.ts";
import { progressLine } from "../cli/io.ts";
import { readParameters } from "../cli/parameters.ts";
import { type Check, type ParameterSummary, StatusResponse, SweepResponse } from "../vault/api.ts";
import { counted } from "../vault/counted.ts";
import { VaultError } from "../vault/errors.ts";
import { knownHealthCauses } from "../vault/health/cause.ts";
import { plain } from "../vault/plain.ts";

/** What Parameter Store has and what the vault made of it. */
export interface Swept {
  /** All that the vault protects, and what it has yet to capture. */
  parameters: ParameterSummary[];
  /** How many passphrases Parameter Store has. */
  listed: number;
  /** Why there was no sweep; null if there was one. */
  problem: string | null;
}

/** Long enough for some hundred stages; the rest goes on by itself. */
const PATIENCE_MS = 3 * 60_000;
const LOOK_AGAIN_MS = 1_000;
/** If nothing was captured or tested for so long, the vault is asked why. */
const STANDSTILL_MS = 15_000;

/**
 * Sweeps, and waits until every passphrase is in the vault and tested; for three minutes, or until the vault says why
 * nothing comes.
 */
export async function firstSweep(context: Context): Promise<Swept> {
  const { io, clock } = context;
  const progress = progressLine(io);
  const quiet = { ask: context.ask, io: { ...io, rewritable: false, err: () => {} } };
  const parametersNow = async () => (await readParameters(quiet)).parameters;
  let listed: number;
  try {
    ({ parameters: listed } = await context.ask("sweep", {}, SweepResponse));
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    return { parameters: await parametersNow(), listed: 0, problem: error.message };
  }
  if (!io.rewritable && listed > 0) io.err(`waiting until ${passphrasesAre(listed)} captured and tested …\n`);
  const until = clock.now().getTime() + PATIENCE_MS;
  let [before, lookAt] = [-1, clock.now().getTime() + STANDSTILL_MS];
  try {
    for (;;) {
      const parameters = await parametersNow();
      const done = parameters.filter((parameter) => parameter.live && !isPending(parameter)).length;
      const now = clock.now().getTime();
      if (done > before) [before, lookAt] = [done, now + STANDSTILL_MS];
      const stuck = now > lookAt && !(await context.ask("query", { op: "status" }, StatusResponse)).healthy;
      if (done >= listed || stuck || now > until) return { parameters, listed, problem: null };
      if (now > lookAt) lookAt = now + STANDSTILL_MS;
      progress.show(`captured and tested ${done} of ${listed} …`);
      await clock.sleep(LOOK_AGAIN_MS);
    }
  } finally {
    progress.clear();
  }
}

/** Whether all that Parameter Store has is captured and tested. */
export function isComplete({ parameters, listed, problem }: Swept): boolean {
  const live = parameters.filter((parameter) => parameter.live);
  return problem === null && live.length >= listed && !live.some(isPending);
}

/** Whether there is more to come of it: its value is not in the vault yet, or not tested. */
function isPending({ live, recoveryPoints, provedAt, stale }: ParameterSummary): boolean {
  return live && (recoveryPoints === 0 || provedAt === undefined || stale === true);
}

function passphrasesAre(listed: number): string {
  return listed === 1 ? "the one passphrase is" : `${listed} passphrases are`;
}

/** What was captured and tested, and each that was not, with the reason. */
export function sweptText({ parameters, listed, problem }: Swept, checks: readonly Check[]): string {
  if (problem !== null) return `not swept: ${plain(problem)}\n`;
  const live = parameters.filter((parameter) => parameter.live);
  // Of very many that are not captured yet the vault names the oldest.
  const total = Math.max(listed, live.length);
  if (total === 0) {
    return "no passphrase is there yet; each is captured within a second of its first `sst deploy`. Is this the region of SST's home?\n";
  }
  const pending = live.filter(isPending);
  const done = live.length - pending.length;
  const summary = `${done} of ${counted(total, "passphrase")} captured and tested`;
  if (done === total) return `${summary}\n`;
  const lines = pending.slice(0, NAMED).map((one) => `  ${plain(one.name)}: ${reason(one, checks)}\n`);
  const more = total - done - lines.length;
  return [`${summary}; pending:\n`, ...lines, ...(more > 0 ? [`  and ${more} more\n`] : [])].join("");
}

/** So many pending ones are named. */
const NAMED = 20;

/** Why a parameter is pending: what failed on it, else how far it has come. */
function reason({ name, recoveryPoints }: ParameterSummary, checks: readonly Check[]): string {
  const causes = checks.flatMap((check) => knownHealthCauses(check.causes));
  for (const cause of causes) {
    if (cause.code !== "attempts-fail" || cause.parameter !== name) continue;
    return plain(`${cause.function} fails: ${cause.error}${cause.right === null ? "" : ` on ${cause.right}`}`);
  }
  const [what, check] = recoveryPoints === 0 ? ["captured", "capture"] : ["tested", "verify"];
  const waits = checks.find((one) => one.name === check);
  return `not ${what} yet${waits ? ` (${plain(waits.detail)})` : ""}`;
}
