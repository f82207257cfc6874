import type { RestoreResponse } from "../../vault/api.ts";
import type { Context } from "../context.ts";
import { progressLine } from "../io.ts";

/** AWS asks for half a minute between deleting a name and creating it again; more than this is something else. */
const PATIENCE_MS = 5 * 60_000;

/** Asks, and asks again for as long as the vault has to wait. Gives back `waiting` only where patience ran out. */
export async function untilDone<T extends RestoreResponse>(
  context: Pick<Context, "io" | "clock">,
  ask: () => Promise<T>,
): Promise<T> {
  const started = context.clock.now().getTime();
  for (;;) {
    const answer = await ask();
    if (answer.outcome !== "waiting") return answer;
    const seconds = Math.max(1, Math.ceil(answer.retryAfterSeconds ?? 5));
    if (context.clock.now().getTime() + seconds * 1_000 - started > PATIENCE_MS) return answer;
    await countDown(context, seconds);
  }
}

async function countDown({ io, clock }: Pick<Context, "io" | "clock">, seconds: number): Promise<void> {
  // No name in it: a line that is written over must not be wider than any terminal.
  const text = (left: number) => `deleted a moment ago, AWS wants a pause: going on in ${left} s`;
  const progress = progressLine(io);
  if (!io.rewritable) io.err(`${text(seconds)}\n`);
  for (let left = seconds; left > 0; left--) {
    progress.show(text(left));
    await clock.sleep(1_000);
  }
  progress.clear();
}
