import { commandLine } from "../cli/command-line.ts";
import type { Context } from "../cli/context.ts";
import { progressLine } from "../cli/io.ts";
import { readParameters } from "../cli/parameters.ts";
import { type ParameterSummary, SweepResponse } from "../vault/api.ts";

/** What Parameter Store has and what the vault made of it. */
export interface Swept {
  /** All that the vault protects. */
  parameters: ParameterSummary[];
  /** How many passphrases Parameter Store has. */
  listed: number;
}

/** Long enough for some hundred stages; the rest goes on by itself. */
const PATIENCE_MS = 3 * 60_000;
const LOOK_AGAIN_MS = 1_000;

/**
 * Sweeps, and waits until every passphrase is in the vault and tested, or for three minutes.
 * What is not done by then is still being done.
 */
export async function firstSweep(context: Context): Promise<Swept> {
  const { io, clock } = context;
  const progress = progressLine(io);
  const { parameters: listed } = await context.ask("sweep", {}, SweepResponse);
  if (!io.rewritable && listed > 0) io.err(`waiting until ${passphrasesAre(listed)} captured and tested …\n`);
  const until = clock.now().getTime() + PATIENCE_MS;
  try {
    for (;;) {
      const { parameters } = await readParameters({
        ask: context.ask,
        io: { ...io, rewritable: false, err: () => {} },
      });
      const done = parameters.filter((parameter) => parameter.live && !isPending(parameter)).length;
      if (done >= listed || clock.now().getTime() > until) return { parameters, listed };
      progress.show(`captured and tested ${done} of ${listed} …`);
      await clock.sleep(LOOK_AGAIN_MS);
    }
  } finally {
    progress.clear();
  }
}

/** Whether there is more to come of it: its value is not in the vault yet, or not tested. */
function isPending({ live, recoveryPoints, provedAt, stale }: ParameterSummary): boolean {
  return live && (recoveryPoints === 0 || provedAt === undefined || stale === true);
}

function passphrasesAre(listed: number): string {
  return listed === 1 ? "the one passphrase is" : `${listed} passphrases are`;
}

/** What was captured, what is pending, and the command that shows how it goes on. */
export function sweptText({ options }: Pick<Context, "options">, { parameters, listed }: Swept): string {
  const live = parameters.filter((parameter) => parameter.live);
  const pending = live.filter(isPending).length + Math.max(0, listed - live.length);
  if (listed === 0) {
    return "no passphrase is there yet; each is captured within a second of its first `sst deploy`. Is this the region of SST's home?\n";
  }
  const captured = `${listed - pending} of ${listed} passphrase${listed === 1 ? "" : "s"} captured and tested`;
  const rest = pending === 0 ? "" : `, ${pending} pending: ${commandLine(options, "list", [])} shows them come`;
  return `${captured}${rest}\n`;
}
