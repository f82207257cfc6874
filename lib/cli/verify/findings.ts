import { FALLBACK_STAGE } from "../../sst/names.ts";
import type { VerifyResult } from "../../vault/api.ts";
import { hasNothingToTest, isBroken } from "../../vault/verdicts.ts";

/** Whether somebody must do something about it: it is broken, or nobody can tell whether it is. */
export function isFinding(result: VerifyResult): boolean {
  return isBroken(result.verdict) || (result.verdict === "unproven" && !hasNothingToTest(result));
}

/** What a finding means to whoever wants to deploy. */
export function meaning(result: VerifyResult): string {
  const { app, stage } = result;
  if (app === null) return "it is not the passphrase of a stage, so there is nothing to prove it with";
  const broken = stage === FALLBACK_STAGE ? sharedMeaning(result) : ownMeaning(result);
  return broken ?? "nobody knows whether it works: it could not be tested";
}

function ownMeaning({ verdict, live }: VerifyResult): string | null {
  switch (verdict) {
    case "recoverable":
      return live
        ? "its live passphrase is the wrong one, and sst deploy fails; the vault has the right one"
        : "its passphrase is gone, and sst deploy would make a new, wrong one; the vault has the right one";
    case "split":
      return "its state and its secrets are under different passphrases, and no single one opens both";
    case "lost":
      return "sst deploy fails, and the vault has no passphrase that would open it";
    default:
      return null;
  }
}

/** SST reads the secrets under `_fallback` for whichever stage it works on. */
function sharedMeaning({ app, verdict, live }: VerifyResult): string | null {
  const every = `every stage of ${app} is broken: the passphrase of the secrets they share`;
  switch (verdict) {
    case "recoverable":
      return `${every} is ${live ? "the wrong one" : "gone"}; the vault has the right one`;
    case "split":
    case "lost":
      return `${every} is the wrong one, and the vault has none that would open them`;
    case "unproven":
      return `every stage of ${app} needs it, and nobody knows whether it works: it could not be tested`;
    default:
      return null;
  }
}
