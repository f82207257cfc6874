import type { Stock } from "../capture/look.ts";
import type { Damage } from "../cause.ts";
import { isOpaque } from "../ledger/ledger.ts";

/**
 * What of a ledger cannot be used, or null where all of it can.
 * @param recoveryPoints those whose sealed value is not what was stored
 */
export function damageOf({ state }: Stock, recoveryPoints: string[]): Damage | null {
  if (state.damaged.length > 0 || recoveryPoints.length > 0) {
    return { code: "ledger-damaged", entries: state.damaged, recoveryPoints };
  }
  return state.newer.length > 0 ? { code: "ledger-newer", entries: state.newer } : null;
}

/** Whether entries that cannot be read hold sealed values: the right one may be among them. */
export function holdsValues({ rows }: Stock): boolean {
  return rows.some(({ entry: { type }, sealed }) => isOpaque(type) && sealed !== null);
}
