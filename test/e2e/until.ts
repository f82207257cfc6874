import { setTimeout as sleep } from "node:timers/promises";

/**
 * Asks again and again until the answer satisfies; gives the answer. It gives up late: machines differ, and what never
 * comes is told all the same.
 */
export async function until<T>(ask: () => Promise<T>, satisfied: (answer: T) => boolean): Promise<T> {
  const seconds = 120;
  for (const end = Date.now() + seconds * 1000; ; ) {
    const late = Date.now() > end;
    const answer = await ask();
    if (satisfied(answer)) return answer;
    if (late) throw new Error(`not within ${seconds} s; the last answer was ${JSON.stringify(answer)}`);
    await sleep(100);
  }
}
