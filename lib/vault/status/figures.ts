import type { Verdict } from "../api.ts";
import { hasNothingToTest, isBroken } from "../verdicts.ts";
import type { LiveRow } from "./live-row.ts";
import type { ProofRow } from "./proof-row.ts";

/** How a whole vault stands: is every stage protected and proved? */
export interface Figures {
  /** Live parameters: those that the vault knows, and those that it should know by now. */
  stages: number;
  /** The live parameters whose present value is not in the vault. */
  unprotected: { name: string }[];
  /** Parameters that cannot be read with the live value: recoverable, split or lost. */
  broken: number;
  /** Live parameters that may be broken: nothing proves what their value opens, and there is, or may be, something to open. */
  unproven: number;
  /** Those of them that were tested, without a result. */
  untestable: number;
  /** The live parameter whose last restore test is the longest ago; one never tested counts from its capture. */
  oldestTest: { name: string; at: string } | null;
  /** How many parameters, live or deleted, have which verdict. */
  verdicts: Partial<Record<Verdict, number>>;
}

/**
 * The figures of a vault, from all rows of its status table.
 * @param uncaptured what Parameter Store lists and should have been captured by now
 */
export function figuresOf(
  rows: readonly LiveRow[],
  proofs: readonly ProofRow[],
  uncaptured: readonly { name: string }[] = [],
): Figures {
  const proofOf = new Map(proofs.map((proof) => [proof.parameter, proof]));
  const verdict = ({ parameter }: LiveRow): Verdict => proofOf.get(parameter)?.verdict ?? "unproven";
  const live = rows.filter((row) => row.live);
  const verdicts: Figures["verdicts"] = {};
  for (const row of rows) verdicts[verdict(row)] = (verdicts[verdict(row)] ?? 0) + 1;
  const tests = live.flatMap(({ parameter, name, latest }) => {
    const at = proofOf.get(parameter)?.at ?? latest?.capturedAt;
    return at === undefined ? [] : [{ name, at }];
  });
  const unread = live.filter(({ livePoint }) => livePoint === null);
  const names = (of: readonly { name: string }[]) => new Set(of.map(({ name }) => name));
  const unproven = live.filter((row) => {
    const proof = proofOf.get(row.parameter);
    return verdict(row) === "unproven" && !(proof && hasNothingToTest(proof));
  });
  return {
    stages: names([...live, ...uncaptured]).size,
    unprotected: [...names([...uncaptured, ...unread])].map((name) => ({ name })),
    broken: rows.filter((row) => isBroken(verdict(row))).length,
    unproven: unproven.length,
    untestable: unproven.filter(({ parameter }) => proofOf.has(parameter)).length,
    oldestTest: tests.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))[0] ?? null,
    verdicts,
  };
}

/** The same as numbers alone, as they stand in CloudWatch. */
export interface Measures {
  stages: number;
  unprotected: number;
  broken: number;
  unproven: number;
  oldestTestHours: number;
}

export function measuresOf({ stages, unprotected, broken, unproven, oldestTest }: Figures, now: Date): Measures {
  const oldestTestHours = oldestTest ? Math.max(0, hoursBetween(oldestTest.at, now)) : 0;
  return { stages, unprotected: unprotected.length, broken, unproven, oldestTestHours };
}

/** To the hundredth. */
function hoursBetween(time: string, now: Date): number {
  return Math.round((now.getTime() - Date.parse(time)) / 36_000) / 100;
}

/** Keeps the measures of a sweep where they can be watched. Never throws. */
export interface Meter {
  record(measures: Measures, at: Date): void;
}
