import type { Passphrase } from "../../sst/passphrase.ts";
import type { ProtectedParameter } from "../parameter.ts";
import type { Opener } from "../ports.ts";
import type { LedgerRow } from "./ledger.ts";
import type { RecoveryPoint } from "./recovery-point.ts";
import { assertSealedFor } from "./seal.ts";

/**
 * The value of a recovery point, from the row that carries it.
 * @throws VaultError `Damaged` where blob, digest, context and key do not belong together
 */
export async function openPoint(
  key: Opener,
  parameter: ProtectedParameter,
  rows: readonly LedgerRow[],
  point: RecoveryPoint,
): Promise<Passphrase> {
  const sealed = rows.find(({ entry }) => entry.recoveryPoint?.id === point.id)?.sealed ?? null;
  assertSealedFor(parameter, point, sealed);
  return await key.open(sealed);
}
