import type { Passphrase } from "../../sst/passphrase.ts";
import type { RestoreRequest } from "../api.ts";
import type { RecoveryPoint } from "../ledger/recovery-point.ts";
import type { StoreVersion } from "../observation.ts";
import type { ParameterWrite } from "../ports.ts";

/**
 * How a recovery point is put back: as it was, but for what the request overrides and what Parameter Store
 * cannot undo on a live parameter (`live`), which is said in the warnings.
 * Limits: AWS API reference, PutParameter.
 */
export function restoreWrite(
  name: string,
  point: RecoveryPoint,
  value: Passphrase,
  live: StoreVersion | null,
  request: Pick<RestoreRequest, "tier" | "keyId">,
): { write: ParameterWrite; warnings: string[] } {
  const warnings: string[] = [];
  let type = point.type;
  if (live && live.type !== type) {
    warnings.push(`the live parameter is a ${live.type} and cannot become a ${type} again: it keeps its type`);
    type = live.type;
  }
  let tier = request.tier ?? point.tier;
  if (live?.tier === "Advanced" && tier !== "Advanced") {
    warnings.push(`the live parameter is of tier Advanced and cannot go back to ${tier}: it keeps its tier`);
    tier = "Advanced";
  }
  if (point.policies.length > 0) warnings.push("expiration policies are not restored: set them again where wanted");
  const keyId = type === "SecureString" ? (request.keyId ?? point.keyId) : null;
  if (point.keyId !== null && keyId !== point.keyId) {
    const open = keyId === null ? "whoever may read the parameter can read it" : `whoever may use ${keyId} can read it`;
    warnings.push(`the value was encrypted under the key ${point.keyId}; now ${open}`);
  }
  const write: ParameterWrite = {
    name,
    value,
    type,
    overwrite: live !== null,
    tier,
    keyId,
    description: point.description,
    allowedPattern: point.allowedPattern,
    dataType: point.dataType,
    // AWS keeps tags of its own under `aws:`; nobody else may set them.
    tags: Object.fromEntries(Object.entries(point.tags).filter(([key]) => !key.startsWith("aws:"))),
  };
  return { write, warnings };
}
