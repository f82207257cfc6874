import type { Verdict } from "./api.ts";
import type { AnyCause, VerdictCauseCode } from "./cause.ts";

const BROKEN: ReadonlySet<string> = new Set<Verdict>(["recoverable", "split", "lost"]);

/**
 * Whether a verdict says that a stage is known not to work: its live value does not open it. Takes any text, since
 * what an entry of the ledger calls a verdict may be none.
 */
export function isBroken(verdict: string): boolean {
  return BROKEN.has(verdict);
}

/** Whether nothing is there yet that a passphrase could open: the one `unproven` that is no finding. */
export function hasNothingToTest({ verdict, cause }: { verdict: Verdict; cause?: AnyCause | undefined }): boolean {
  return verdict === "unproven" && cause?.code === ("nothing-to-test" satisfies VerdictCauseCode);
}
