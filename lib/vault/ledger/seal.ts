import { createHash } from "node:crypto";
import { VaultError } from "../errors.ts";
import type { ProtectedParameter } from "../parameter.ts";
import type { RecoveryPoint } from "./recovery-point.ts";

/** A value under the vault's key: its ciphertext, in two parts where it is over 4,096 bytes, and their context. */
export interface Sealed {
  parts: Uint8Array[];
  context: Record<string, string>;
}

/**
 * The encryption context of a recovery point. It binds the ciphertext to its parameter, so that rows cannot
 * be swapped, and tells CloudTrail which passphrase was opened. Frozen: one pair more or less and nothing
 * sealed before opens again; `v` names another set, should one ever be needed.
 */
export function sealContext(parameter: ProtectedParameter, recoveryPoint: string): Record<string, string> {
  const { account, region, name } = parameter;
  return { v: "1", account, region, name, recoveryPoint };
}

/** SHA-256 over the parts of a sealed value, hex. */
export function sealedDigest({ parts }: Sealed): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

/**
 * Holds a stored blob against its recovery point before anyone opens it: whoever can write the table could
 * put another stage's blob there, with that one's own context.
 * @throws VaultError `Damaged`
 */
export function assertSealedFor(
  parameter: ProtectedParameter,
  point: RecoveryPoint,
  sealed: Sealed | null,
): asserts sealed is Sealed {
  const expected = sealContext(parameter, point.id);
  const same =
    sealed !== null &&
    sealedDigest(sealed) === point.sealedDigest &&
    Object.keys(sealed.context).length === Object.keys(expected).length &&
    Object.entries(expected).every(([key, value]) => sealed.context[key] === value);
  if (same) return;
  throw new VaultError(
    "Damaged",
    `the sealed value of recovery point "${point.id}" of "${parameter.name}" is not the one that was stored`,
    "the table was changed outside the vault: bring it back from its point-in-time backup, or restore another recovery point",
  );
}
