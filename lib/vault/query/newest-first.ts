import type { RecoveryPointSummary } from "../api.ts";
import { byText } from "../text-order.ts";

/** The order of recovery points by their own time, the newest first. */
export function newestFirst(a: RecoveryPointSummary, b: RecoveryPointSummary): number {
  return byText(b.createdAt, a.createdAt) || b.parameterVersion - a.parameterVersion;
}
