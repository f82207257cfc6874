import type { Stock } from "../capture/look.ts";

/**
 * What of a ledger is damaged, or null where nothing is.
 * @param points recovery points whose sealed value is not what was stored
 */
export function damageOf({ state }: Stock, points: readonly string[]): string | null {
  const [first, ...more] = [
    ...state.damaged.map((seq) => `entry ${seq} of its ledger`),
    ...points.map((id) => `recovery point ${id}`),
  ];
  if (first === undefined) return null;
  return more.length > 0 ? `${first} and ${more.length} more are damaged` : `${first} is damaged`;
}

/** Whether damaged entries hold sealed values: the right one may be among them. */
export function holdsValues({ rows }: Stock): boolean {
  return rows.some(({ entry, sealed }) => entry.type === "damaged" && sealed !== null);
}

/** Whether that is the reason of a verdict. */
export function tellsOfDamage(reason: string): boolean {
  return / (?:is|are) damaged, /.test(reason);
}

/** What is said of damage that a restore gets along with. */
export function damageWarnings(damage: string | null): string[] {
  return damage === null ? [] : [`${damage}: "A damaged ledger" in the README says how that is mended`];
}
