import type { RestoreRequest, RestoreResponse } from "../../vault/api.ts";
import { VaultError } from "../../vault/errors.ts";

/** Whether a restore replaces a live value, or did. */
export function replacesLive({ wasAbsent, replaced }: RestoreResponse): boolean {
  return !(wasAbsent ?? replaced === null);
}

/** What a request says of the live value that somebody agreed to replace. */
export type Agreement = Pick<RestoreRequest, "replaces">;

/** `--yes`: agreed beforehand, whatever is live. Nothing else may stand for this, least of all a plan that is missing. */
export const SAID_YES: Agreement = {};

/** Agreed as the plan showed it: should another value be live by then, nobody has agreed to that. */
export function asPlanned(plan: RestoreResponse): Agreement {
  return { replaces: plan.outcome === "planned" ? plan.replaced : NOTHING_AGREED };
}

/** No recovery point has this id: a plan that was none agreed to no replacement. */
const NOTHING_AGREED = "none";

/** What stands in place of an id where the value that is replaced is not in the vault. */
export const NOT_KEPT = "a value that the vault could not read, and does not keep";

/** The error where nobody agreed to a replacement: `why`, and what to type instead where there is anything. */
export function notAgreed(why: string, hint: string | null): VaultError {
  return new VaultError("Refused", `${why}: nothing was changed`, hint);
}
