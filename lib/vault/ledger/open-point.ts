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
  // By the digest, too: one that was kept again while its entry was damaged has the same id.
  const { id, sealedDigest } = point;
  const row = rows.find(({ entry: { recoveryPoint: of } }) => of?.id === id && of.sealedDigest === sealedDigest);
  const sealed = row?.sealed ?? null;
  assertSealedFor(parameter, point, sealed);
  return await key.open(sealed);
}
