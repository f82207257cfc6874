import type { Stock } from "./capture/look.ts";
import { recoveryPoints } from "./ledger/ledger.ts";
import { newest } from "./observation.ts";
import type { ProtectedParameter } from "./parameter.ts";

/** The one type of parameter that AWS encrypts. */
export const SECURE = "SecureString";

/** A live parameter that stores a passphrase in clear: its type, which AWS cannot change. */
export type StoredInClear = { code: "stored-in-clear"; type: string };

/**
 * Whether the live parameter stores a passphrase in clear: somebody created it as another type than SST and the vault do.
 * Null where it does not, and for a parameter that is no stage's and never was encrypted.
 */
export function storedInClear({ app }: ProtectedParameter, { rows, observation }: Stock): StoredInClear | null {
  const type = observation.present ? newest(observation.versions).type : SECURE;
  if (type === SECURE) return null;
  const isSecret =
    app !== null || recoveryPoints(rows.map(({ entry }) => entry)).some((point) => point.type === SECURE);
  return isSecret ? { code: "stored-in-clear", type } : null;
}
