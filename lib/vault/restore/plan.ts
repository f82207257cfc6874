import { type Opens, type RestoreRequest, type SplitStep, UNTESTED } from "../api.ts";
import type { Stock } from "../capture/look.ts";
import { VaultError } from "../errors.ts";
import { SECURE, type StoredInClear } from "../in-clear.ts";
import { isKnown } from "../ledger/ledger-state.ts";
import { openPoint } from "../ledger/open-point.ts";
import { newRecoveryPointId, type RecoveryPoint } from "../ledger/recovery-point.ts";
import { newest, type StoreVersion } from "../observation.ts";
import type { ProtectedParameter } from "../parameter.ts";
import type { ParameterWrite, ProofKeeper } from "../ports.ts";
import { livePoint } from "../status/live-row.ts";
import { type Assessment, type AssessPorts, assess } from "../verify/assess.ts";
import { pointsOf } from "../verify/candidates.ts";
import type { RestoreCause, RestoreWarning } from "./cause.ts";
import { namedPoint } from "./choice.ts";
import { chooseForeign, type Foreign } from "./foreign.ts";
import { type Ruling, rule } from "./ruling.ts";
import { restoreWrite } from "./write.ts";

/** What a restore would do, and why. Made without changing anything. */
export type Plan =
  | { kind: "refused"; cause: RestoreCause; steps: SplitStep[] }
  /** `point`: the one named; null where none was and the live value opens all there is. */
  | { kind: "unchanged"; point: RecoveryPoint | null; warnings: RestoreWarning[] }
  | {
      kind: "put";
      point: RecoveryPoint;
      /** The other parameter that the recovery point is of; null for one of its own. */
      from: ProtectedParameter | null;
      opens: Opens;
      write: ParameterWrite;
      /** How long AWS wants to be waited for first. */
      seconds: number;
      /** The version PutParameter must return, unless another writer comes between. */
      expected: number;
      /** The recovery point of the live value that is replaced; null where the parameter is absent. */
      replaced: string | null;
      warnings: RestoreWarning[];
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
  foreign: Foreign | null,
): Promise<{ plan: Plan; assessment: Assessment }> {
  const { rows, state, observation } = stock;
  const live = observation.present ? newest(observation.versions) : null;
  if (!isKnown(state) && !live && !foreign) {
    throw new VaultError(
      "NotFound",
      `neither the vault nor Parameter Store knows "${parameter.name}"`,
      "npx sst-vault list shows what is protected",
    );
  }
  const entries = rows.map(({ entry }) => entry);
  const named = foreign ? null : namedPoint(parameter, entries, request);
  const last = await ports.proofs.proof(parameter.arn);
  const options = { named: named?.point.id ?? null, foreign: foreign?.candidates ?? [] };
  const assessment = await assess(ports, parameter, stock, last, options);
  const { verdict, cause: because, damage } = assessment;
  const planned = (plan: Plan) => ({ plan, assessment });
  const refused = (cause: RestoreCause, steps: SplitStep[] = []) => planned({ kind: "refused", cause, steps });
  const damaged = damage ? [damage] : [];

  const unchanged = (point: RecoveryPoint | null) => {
    const { inClear } = assessment.proof;
    const found = [...(point ? unopened(assessment) : []), ...damaged, ...(inClear ? [inClear] : [])];
    const warnings = [...notApplied(request, live), ...found];
    return planned({ kind: "unchanged", point, warnings });
  };
  if (!named && !foreign && verdict === "ok") return unchanged(null);
  const namedValue = named && (await openPoint(ports.key, parameter, rows, named.point));
  if (namedValue && live?.value?.equals(namedValue)) return unchanged(named.point);

  if (request.onlyRecoverable && verdict !== "recoverable")
    return refused({ code: "not-recoverable", verdict, because });
  const kept = livePoint(state, observation);
  const replaced = live && (kept ?? idToBe(live, state.ids));
  const points = pointsOf(stock);
  const copied = foreign && chooseForeign(foreign, assessment, request.force === true);
  if (copied && "refused" in copied) return refused(copied.refused);
  if (copied && live?.value?.equals(copied.value)) return unchanged(copied.point);
  const ruling: Ruling = copied
    ? { point: copied.point, warnings: [] }
    : rule(named, points, assessment, live && { id: replaced }, request.force === true);
  if ("refused" in ruling) return refused(ruling.refused, ruling.steps);
  const { point } = ruling;
  const unconfirmed = request.replaces !== undefined && request.replaces !== replaced;
  if (unconfirmed) return refused({ code: "live-changed" });
  // Also where it is forced: what the ledger does not take is nowhere else.
  if (live?.value && !request.dryRun && kept === null) return refused({ code: "ledger-mismatch" });

  const obstacles = live ? await obstaclesTo(ports, parameter, live, point, assessment, request) : [];
  const [first] = obstacles;
  if (first && !request.force) return refused(first);
  const value = copied?.value ?? namedValue ?? (await openPoint(ports.key, parameter, rows, point));
  // Only the value is another parameter's: all else stays as this one had it last.
  const settings = (copied ? points.at(-1) : null) ?? point;
  const { write, warnings } = restoreWrite(parameter.name, settings, value, live, request);
  return planned({
    kind: "put",
    point,
    from: copied ? (foreign?.parameter ?? null) : null,
    opens: opensOf(assessment, copied?.id ?? point.id),
    write,
    seconds: live ? 0 : waitSeconds(stock, recreateWaitSeconds),
    expected: (live?.version ?? 0) + 1,
    replaced,
    warnings: [
      ...ruling.warnings,
      ...damaged,
      ...(lacksTags(rows, point) ? [{ code: "tags-unknown" } as const] : []),
      ...obstacles.map((cause) => ({ code: "forced", cause }) as const),
      ...comesInClear(parameter, point),
      ...warnings,
    ],
  });
}

const IN_CLEAR = { code: "stored-in-clear" } as const;

/** What is said of a stage's passphrase that was stored in clear when it was captured, and comes back as it was. */
function comesInClear({ app }: ProtectedParameter, { type }: RecoveryPoint): StoredInClear[] {
  return app === null || type === SECURE ? [] : [{ ...IN_CLEAR, type, recoveryPoint: null }];
}

/** What only force overcomes, where a live value would be replaced. */
async function obstaclesTo(
  ports: AssessPorts,
  parameter: ProtectedParameter,
  { version, type, value, unreadable }: StoreVersion,
  point: RecoveryPoint,
  assessment: Assessment,
  { force }: RestoreRequest,
): Promise<RestoreCause[]> {
  const locking = deployRuns(ports, parameter, assessment);
  // A forced restore reports a lock, and is not stopped by one that cannot be asked about.
  const locked = await (force ? locking.catch(() => false) : locking);
  return [
    ...(point.type === SECURE && type !== SECURE ? [{ ...IN_CLEAR, type, recoveryPoint: point.id }] : []),
    ...(value ? [] : [{ code: "live-not-kept", version, detail: unreadable ?? "unreadable" } as const]),
    ...(locked ? [{ code: "deploy-running", stage: parameter.stage ?? "" } as const] : []),
  ];
}

async function deployRuns(
  { artifacts }: AssessPorts,
  { app, stage }: ProtectedParameter,
  { evidence: { bucket } }: Assessment,
): Promise<boolean> {
  return bucket !== null && app !== null && (await artifacts.locked(bucket, app, stage));
}

/** What is said of a live value that is the one asked for, and yet not what the stage needs. */
function unopened({ verdict, cause: because, live }: Assessment): RestoreWarning[] {
  const closed = verdict !== "ok" && [live?.state, live?.secrets].includes("no");
  return closed ? [{ code: "stage-stays-closed", verdict, because }] : [];
}

/** Options that had no effect because nothing was written. */
function notApplied({ tier, keyId }: RestoreRequest, live: StoreVersion | null): RestoreWarning[] {
  const unused = {
    tier: tier && tier !== live?.tier ? tier : null,
    keyId: keyId && keyId !== live?.keyId ? keyId : null,
  };
  return unused.tier === null && unused.keyId === null ? [] : [{ code: "not-applied", ...unused }];
}

function lacksTags(rows: Stock["rows"], { id }: RecoveryPoint): boolean {
  return rows.some(({ entry }) => entry.recoveryPoint?.id === id && entry.detail.tagsUnread === true);
}

/**
 * The id a live value gets that is not in the vault yet, which only a dry run finds: all else keeps it first.
 * Null for one that cannot be read.
 */
function idToBe({ createdAt, version, value }: StoreVersion, taken: Set<string>): string | null {
  return value && newRecoveryPointId(createdAt, version, taken);
}

/**
 * AWS asks for a pause between deleting and re-creating a name. Deletions are known to the second; one that the ledger
 * lacks, which only a dry run finds, may have been just now.
 */
function waitSeconds({ state, observation }: Stock, recreateWaitSeconds: number): number {
  const now = Date.parse(observation.at);
  const last = state.open ? now : Math.max(0, ...state.deletions.map((time) => Date.parse(time)));
  return Math.max(0, Math.ceil((last + 1000 - now) / 1000) + recreateWaitSeconds);
}

/** What a candidate opens, as far as that was tried. */
export function opensOf(assessment: Assessment, id: string | null): Opens {
  return (id !== null && assessment.opens.get(id)) || UNTESTED;
}
