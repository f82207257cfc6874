import type { Passphrase } from "../sst/passphrase.ts";
import type { RestoreRequest } from "./api.ts";
import { VaultError } from "./errors.ts";
import type { LedgerRow } from "./ledger.ts";
import { livePoint } from "./live-row.ts";
import type { Stock } from "./look.ts";
import { newest, type StoreVersion } from "./observation.ts";
import type { ProtectedParameter } from "./parameter.ts";
import type { Opener, ParameterWrite } from "./ports.ts";
import { type RecoveryPoint, recoveryPointId } from "./recovery-point.ts";
import { type Choice, defaultChoice, MAX_CANDIDATES, namedPoint } from "./restore-choice.ts";
import { restoreWrite } from "./restore-write.ts";
import { assertSealedFor } from "./seal.ts";

/** What a restore would do, and why. Made without changing anything. */
export type Plan =
  | { kind: "refused"; reason: string }
  | { kind: "unchanged"; point: RecoveryPoint }
  | { kind: "waiting"; point: RecoveryPoint; seconds: number }
  | {
      kind: "put";
      point: RecoveryPoint;
      write: ParameterWrite;
      /** The version PutParameter must return, unless another writer comes between. */
      expected: number;
      /** The recovery point of the live value that is replaced; null where the parameter is absent. */
      replaced: string | null;
      warnings: string[];
    };

/**
 * Plans a restore from what is there.
 * @throws VaultError `NotFound` where the vault never saw the parameter or lacks the recovery point named,
 *   `Damaged` where a sealed value is not what was stored
 */
export async function planRestore(
  key: Opener,
  parameter: ProtectedParameter,
  { rows, state, observation }: Stock,
  request: RestoreRequest,
  recreateWaitSeconds: number,
): Promise<Plan> {
  const live = observation.present ? newest(observation.versions) : null;
  if (rows.length === 0 && !live) {
    throw new VaultError(
      "NotFound",
      `neither the vault nor Parameter Store knows "${parameter.name}"`,
      "npx sst-vault list shows what is protected",
    );
  }
  const choice = await choose(key, parameter, rows, live !== null, request);
  if ("refused" in choice) return { kind: "refused", reason: choice.refused };
  const { point } = choice;
  const value = await open(key, parameter, rows, point);
  if (live?.value?.equals(value)) return { kind: "unchanged", point };

  const seconds = live ? 0 : waitSeconds(state.deletions, observation.at, recreateWaitSeconds);
  if (seconds > 0) return { kind: "waiting", point, seconds };

  const { write, warnings } = restoreWrite(parameter.name, point, value, live, request);
  const replaced = live && (livePoint(state, observation) ?? idToBe(live, state.ids));
  return {
    kind: "put",
    point,
    write,
    expected: (live?.version ?? 0) + 1,
    replaced,
    warnings: [...choice.warnings, ...warnings],
  };
}

async function choose(
  key: Opener,
  parameter: ProtectedParameter,
  rows: LedgerRow[],
  live: boolean,
  request: RestoreRequest,
): Promise<Choice> {
  const named = namedPoint(
    parameter,
    rows.map(({ entry }) => entry),
    request,
  );
  if (named) return named;
  const points = rows.flatMap(({ entry }) => entry.recoveryPoint ?? []);
  if (live || points.length === 0) return defaultChoice(points, [], live);
  if (points.length > MAX_CANDIDATES) return { refused: `it has more than ${MAX_CANDIDATES} recovery points` };
  const values = await Promise.all(points.map((point) => open(key, parameter, rows, point)));
  return defaultChoice(points, values, live);
}

function open(
  key: Opener,
  parameter: ProtectedParameter,
  rows: LedgerRow[],
  point: RecoveryPoint,
): Promise<Passphrase> {
  const sealed = rows.find(({ entry }) => entry.recoveryPoint?.id === point.id)?.sealed ?? null;
  assertSealedFor(parameter, point, sealed);
  return key.open(sealed);
}

/** The id a live value gets that is not in the vault yet: only a dry run finds one, all else keeps it first. */
function idToBe({ createdAt, version }: StoreVersion, taken: Set<string>): string {
  return recoveryPointId(createdAt, version, taken);
}

/** AWS asks for a pause between deleting and re-creating a name. Deletions are known to the second. */
function waitSeconds(deletions: string[], now: string, recreateWaitSeconds: number): number {
  const last = Math.max(0, ...deletions.map((time) => Date.parse(time)));
  return Math.ceil((last + 1000 - Date.parse(now)) / 1000) + recreateWaitSeconds;
}
