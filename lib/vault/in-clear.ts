import * as v from "valibot";
import type { Opens } from "./api.ts";
import { type AnyCause, ArtifactName } from "./cause.ts";
import type { RecoveryPoint } from "./ledger/recovery-point.ts";
import { newest, type Observation } from "./observation.ts";
import type { ProtectedParameter } from "./parameter.ts";
import { recoveryPointId, word } from "./stored-fields.ts";

/** The one type of parameter that AWS encrypts. */
export const SECURE = "SecureString";

/**
 * A parameter that stores a passphrase in clear: its type, which AWS cannot change, and the recovery point that has it
 * encrypted once the parameter is gone; null where none is known.
 */
export const StoredInClear = v.object({
  code: v.literal("stored-in-clear"),
  type: word,
  recoveryPoint: v.nullable(recoveryPointId),
});
export type StoredInClear = v.InferOutput<typeof StoredInClear>;

/**
 * Whether the live parameter stores a passphrase in clear: somebody created it as another type than SST and the vault do.
 * Null where it does not, and for a parameter that is no stage's and never was encrypted.
 * @param alike what opens the stage, or else what the live value opens
 */
export function storedInClear(
  { app }: ProtectedParameter,
  observation: Observation,
  points: readonly RecoveryPoint[],
  opens: ReadonlyMap<string, Opens>,
  alike: Opens | null,
): StoredInClear | null {
  const type = observation.present ? newest(observation.versions).type : SECURE;
  if (type === SECURE || (app === null && !points.some((point) => point.type === SECURE))) return null;
  return { code: "stored-in-clear", type, recoveryPoint: encryptedLike(points, opens, alike)?.id ?? null };
}

/** The newest recovery point that was encrypted and opens the same as another; none where that opens nothing. */
export function encryptedLike(
  points: readonly RecoveryPoint[],
  opens: ReadonlyMap<string, Opens>,
  alike: Opens | null,
): RecoveryPoint | undefined {
  if (alike === null || !ArtifactName.options.some((name) => alike[name] === "yes")) return undefined;
  return points.findLast(({ id, type }) => {
    const found = opens.get(id);
    return type === SECURE && found?.state === alike.state && found.secrets === alike.secrets;
  });
}

/** That fact among the warnings of a restore test, or null. */
export function inClearOf(warnings: readonly AnyCause[] | undefined): StoredInClear | null {
  const found = warnings?.find((warning) => v.is(StoredInClear, warning));
  return found ? v.parse(StoredInClear, found) : null;
}

/** The words for it: lower case, no final period. */
export function inClearText({ type }: StoredInClear): string {
  return `the passphrase is stored in clear: the parameter is of type ${type}, not SecureString`;
}
