import type { RestoreRequest } from "../api.ts";
import type { Stock } from "../capture/look.ts";
import { causeText } from "../cause-text.ts";
import { VaultError } from "../errors.ts";
import { isKnown } from "../ledger/ledger-state.ts";
import { openPoint } from "../ledger/open-point.ts";
import { type RecoveryPoint, recoveryPointId } from "../ledger/recovery-point.ts";
import { newest, type StoreVersion } from "../observation.ts";
import type { ProtectedParameter } from "../parameter.ts";
import type { ParameterWrite, ProofKeeper } from "../ports.ts";
import { livePoint } from "../status/live-row.ts";
import { type Assessment, type AssessPorts, assess } from "../verify/assess.ts";
import { pointsOf } from "../verify/candidates.ts";
import { damageWarnings } from "../verify/damage.ts";
import { namedPoint } from "./choice.ts";
import { FORCED } from "./forced.ts";
import { rule } from "./ruling.ts";
import { restoreWrite } from "./write.ts";

/** What a restore would do, and why. Made without changing anything. */
export type Plan =
  | { kind: "refused"; reason: string; steps: string[] }
  /** `point`: the one named; null where none was and the live value opens all there is. */
  | { kind: "unchanged"; point: RecoveryPoint | null; warnings: string[] }
  | { kind: "waiting"; point: RecoveryPoint; seconds: number; warnings: string[] }
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
 * Plans a restore from what is there, and what it opens.
 * @throws VaultError `NotFound` where the vault never saw the parameter or lacks the recovery point named,
 *   `Damaged` where a sealed value is not what was stored
 */
export async function planRestore(
  ports: AssessPorts & { proofs: ProofKeeper },
  parameter: ProtectedParameter,
  stock: Stock,
  request: RestoreRequest,
  recreateWaitSeconds: number,
): Promise<{ plan: Plan; assessment: Assessment }> {
  const { rows, state, observation } = stock;
  const live = observation.present ? newest(observation.versions) : null;
  if (!isKnown(state) && !live) {
    throw new VaultError(
      "NotFound",
      `neither the vault nor Parameter Store knows "${parameter.name}"`,
      "npx sst-vault list shows what is protected",
    );
  }
  const entries = rows.map(({ entry }) => entry);
  const named = namedPoint(parameter, entries, request);
  const last = await ports.proofs.proof(parameter.arn);
  const assessment = await assess(ports, parameter, stock, last, { named: named?.point.id ?? null, anew: true });
  const planned = (plan: Plan) => ({ plan, assessment });

  const unchanged = (point: RecoveryPoint | null) =>
    planned({ kind: "unchanged", point, warnings: notApplied(request, live) });
  if (!named && assessment.verdict === "ok") return unchanged(null);
  const namedValue = named && (await openPoint(ports.key, parameter, rows, named.point));
  if (namedValue && live?.value?.equals(namedValue)) return unchanged(named.point);

  if (request.onlyRecoverable && assessment.verdict !== "recoverable") {
    return planned(
      refused(`it is no longer recoverable: the verdict is ${assessment.verdict} (${causeText(assessment.cause)})`),
    );
  }
  const kept = livePoint(state, observation);
  const replaced = live && (kept ?? idToBe(live, state.ids));
  const ruling = rule(named, pointsOf(stock), assessment, live && { id: replaced }, request.force === true);
  if ("refused" in ruling) return planned({ kind: "refused", reason: ruling.refused, steps: ruling.steps ?? [] });
  const { point } = ruling;
  const unconfirmed = request.replaces !== undefined && request.replaces !== replaced;
  if (unconfirmed) return planned(refused("the live value is not the one that was confirmed to be replaced"));
  // Also where it is forced: what the ledger does not take is nowhere else.
  if (live?.value && !request.dryRun && kept === null) {
    return planned(refused("the live value could not be kept first, since the ledger does not fit it"));
  }
  const locking = live === null ? Promise.resolve(false) : deployRuns(ports, parameter, assessment);
  // Who forces it is told of a lock, and not kept by one that cannot be asked about.
  const locked = await (request.force ? locking.catch(() => false) : locking);
  if (live && request.force !== true) {
    if (!live.value) return planned(refused(`the live value cannot be kept first: ${live.unreadable}`));
    if (locked)
      return planned(refused(`${LOCKED}; npx sst unlock --stage=${parameter.stage} takes one away that was left`));
  }
  const seconds = live ? 0 : waitSeconds(state.deletions, observation.at, recreateWaitSeconds);
  const chosen = [
    ...ruling.warnings,
    ...damageWarnings(assessment.damage),
    ...(lacksTags(rows, point) ? ["its tags could not be read when it was kept: set them again where wanted"] : []),
  ];
  if (seconds > 0) return planned({ kind: "waiting", point, seconds, warnings: chosen });

  const value = namedValue ?? (await openPoint(ports.key, parameter, rows, point));
  const { write, warnings } = restoreWrite(parameter.name, point, value, live, request);
  return planned({
    kind: "put",
    point,
    write,
    expected: (live?.version ?? 0) + 1,
    replaced,
    warnings: [
      ...chosen,
      ...(live && !live.value ? [unkept(live)] : []),
      ...(locked ? [`${FORCED}${LOCKED}`] : []),
      ...warnings,
    ],
  });
}

/** What was asked for, is not so, and comes only with a value that is written. */
function notApplied({ tier, keyId }: RestoreRequest, live: StoreVersion | null): string[] {
  const asked = [
    ...(tier && tier !== live?.tier ? [`the tier ${tier}`] : []),
    ...(keyId && keyId !== live?.keyId ? [`the key ${keyId}`] : []),
  ];
  return asked.length > 0 ? [`nothing was written, so ${asked.join(" and ")} asked for did not come to it`] : [];
}

function lacksTags(rows: Stock["rows"], { id }: RecoveryPoint): boolean {
  return rows.some(({ entry }) => entry.recoveryPoint?.id === id && entry.detail.tagsUnread === true);
}

const LOCKED = "a deploy holds SST's lock on the stage";

async function deployRuns(
  { artifacts }: AssessPorts,
  { app, stage }: ProtectedParameter,
  { evidence: { bucket } }: Assessment,
): Promise<boolean> {
  return bucket !== null && app !== null && (await artifacts.locked(bucket, app, stage));
}

function refused(reason: string): Plan {
  return { kind: "refused", reason, steps: [] };
}

function unkept({ version, unreadable }: StoreVersion): string {
  return `${FORCED}the value it replaces, version ${version}, is not in the vault: ${unreadable}`;
}

/**
 * The id a live value gets that is not in the vault yet, which only a dry run finds: all else keeps it first.
 * Null for one that cannot be read.
 */
function idToBe({ createdAt, version, value }: StoreVersion, taken: Set<string>): string | null {
  return value && recoveryPointId(createdAt, version, taken);
}

/** AWS asks for a pause between deleting and re-creating a name. Deletions are known to the second. */
function waitSeconds(deletions: string[], now: string, recreateWaitSeconds: number): number {
  const last = Math.max(0, ...deletions.map((time) => Date.parse(time)));
  return Math.ceil((last + 1000 - Date.parse(now)) / 1000) + recreateWaitSeconds;
}
