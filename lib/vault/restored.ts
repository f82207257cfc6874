import * as v from "valibot";
import { AnyCause } from "./cause.ts";
import type { RestoreCause } from "./restore/cause.ts";

/**
 * Whether only force allowed a restore: by its answer, or by the detail of its entry. Version 0.1.0 recorded that as a
 * warning in words, which are read here and nowhere else.
 */
export function isForced({ forced, warnings, warningCauses }: Record<string, unknown>): boolean {
  if (forced !== undefined || warningCauses !== undefined || !Array.isArray(warnings)) return forced === true;
  return warnings.some((warning) => typeof warning === "string" && warning.startsWith("forced: "));
}

const LOST: ReadonlySet<string> = new Set<RestoreCause["code"]>(["replaced-again", "gone-again"]);

/** Whether a restored value was live when it was recorded, as far as that is known: by the cause of the outcome. */
export function isStillLive(cause: unknown): boolean {
  return !(v.is(AnyCause, cause) && LOST.has(cause.code));
}
