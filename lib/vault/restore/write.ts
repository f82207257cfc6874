import type { Passphrase } from "../../sst/passphrase.ts";
import type { RestoreRequest } from "../api.ts";
import type { RecoveryPoint } from "../ledger/recovery-point.ts";
import type { StoreVersion } from "../observation.ts";
import type { ParameterWrite } from "../ports.ts";
import type { RestoreWarning } from "./cause.ts";

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
): { write: ParameterWrite; warnings: RestoreWarning[] } {
  const warnings: RestoreWarning[] = [];
  let type = point.type;
  if (live && live.type !== type) {
    warnings.push({ code: "keeps-type", type: live.type, was: type });
    type = live.type;
  }
  let tier = request.tier ?? point.tier;
  if (live?.tier === "Advanced" && tier !== "Advanced") {
    warnings.push({ code: "keeps-tier", tier: live.tier, was: tier ?? "Standard" });
    tier = "Advanced";
  }
  if (point.policies.length > 0) warnings.push({ code: "policies-dropped" });
  const keyId = type === "SecureString" ? (request.keyId ?? point.keyId) : null;
  if (point.keyId !== null && keyId !== point.keyId) warnings.push({ code: "other-key", was: point.keyId, keyId });
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
