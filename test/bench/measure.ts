/** One line of the bench: what was measured, and what it is held against. */
export interface Measured {
  what: string;
  ours: number;
  /** The lower bound, or the same commands without our code. */
  bound: number | null;
  /** What the bound is. */
  against: string;
  unit: "ms" | "s" | "kB" | "calls" | "MB" | "";
  /** `ours / bound` at most this; null where there is nothing to aim at. */
  aim: number | null;
}

/** The middle of some numbers. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** How long something took, in milliseconds. */
export async function timed(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/**
 * Medians of two things measured in turns, so that a machine that is busy for a while is busy for both.
 * The first few rounds only warm up.
 */
export async function inTurns(
  rounds: number,
  ours: (round: number) => unknown,
  bound: (round: number) => unknown,
  warmUp = 10,
): Promise<{ ours: number; bound: number }> {
  const took = { ours: [] as number[], bound: [] as number[] };
  for (let round = 0; round < rounds + warmUp; round++) {
    const first = round % 2 === 0;
    const measure = async (which: "ours" | "bound", work: (round: number) => unknown) => {
      const milliseconds = await timed(() => work(round));
      if (round >= warmUp) took[which].push(milliseconds);
    };
    if (first) await measure("ours", ours);
    await measure("bound", bound);
    if (!first) await measure("ours", ours);
  }
  return { ours: median(took.ours), bound: median(took.bound) };
}
