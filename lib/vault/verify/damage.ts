import type { Stock } from "../capture/look.ts";
import type { Damage } from "../cause.ts";

/**
 * What of a ledger is damaged, or null where nothing is.
 * @param recoveryPoints those whose sealed value is not what was stored
 */
export function damageOf({ state }: Stock, recoveryPoints: string[]): Damage | null {
  if (state.damaged.length === 0 && recoveryPoints.length === 0) return null;
  return { code: "ledger-damaged", entries: state.damaged, recoveryPoints };
}

/** Whether damaged entries hold sealed values: the right one may be among them. */
export function holdsValues({ rows }: Stock): boolean {
  return rows.some(({ entry, sealed }) => entry.type === "damaged" && sealed !== null);
}
