import type { Verdict } from "./api.ts";

const BROKEN: ReadonlySet<string> = new Set<Verdict>(["recoverable", "split", "lost"]);

/**
 * Whether a verdict says that a stage is known not to work: its live value does not open it. Takes any text, since
 * what an entry of the ledger calls a verdict may be none.
 */
export function isBroken(verdict: string): boolean {
  return BROKEN.has(verdict);
}

/** Callers know this reason by its words: it is the one `unproven` that is no finding. */
export const NOTHING_YET = "nothing to test yet";
