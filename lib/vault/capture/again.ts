import { randomInt } from "node:crypto";
import { VaultError } from "../errors.ts";
import type { Clock } from "../ports.ts";

/** How often a lost race is run again, soon: with others waiting behind it, two seconds at most. In each round someone else's append succeeded. */
const RACES = 50;

/**
 * Runs an attempt to append until no other writer is faster.
 * @param attempt null where it lost the race: it reads the ledger anew each time
 * @throws VaultError `Busy` after fifty lost races
 */
export async function untilWon<T>(clock: Clock, name: string, attempt: () => Promise<T | null>): Promise<T> {
  for (let race = 0; race < RACES; race++) {
    const won = await attempt();
    if (won !== null) return won;
    await clock.sleep(randomInt(5, 40));
  }
  throw new VaultError("Busy", `too many writers at once on the ledger of "${name}"`, "ask again in a moment");
}

/** Waits between looks at a Parameter Store that lags: three seconds in all. */
const LOOK_AGAIN_MS = [200, 400, 800, 1600];

/** Looks until Parameter Store no longer lags, or for three seconds; `last`: no look comes after this one. */
export async function whileItLags<T>(
  clock: Clock,
  look: (last: boolean) => Promise<T>,
  lags: (seen: T) => boolean,
): Promise<T> {
  for (const wait of LOOK_AGAIN_MS) {
    const seen = await look(false);
    if (!lags(seen)) return seen;
    await clock.sleep(wait);
  }
  return look(true);
}
