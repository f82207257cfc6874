import { setTimeout as sleep } from "node:timers/promises";

/** Asks again and again until the answer satisfies, for at most so many seconds; gives the answer. */
export async function until<T>(ask: () => Promise<T>, satisfied: (answer: T) => boolean, seconds = 20): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (satisfied(answer)) return answer;
    if (Date.now() > end) throw new Error(`not within ${seconds} s; the last answer was ${JSON.stringify(answer)}`);
    await sleep(100);
  }
}
