import { type Opens, type RestoreRequest, type RestoreResponse, type SplitStep, UNTESTED } from "../api.ts";
import type { Stock } from "../capture/look.ts";
import type { OwedEntry } from "../capture/owed-entry.ts";
import type { Entry } from "../ledger/ledger.ts";
import type { ProtectedParameter } from "../parameter.ts";
import { recoveryPointSummaries } from "../query/summary.ts";
import { livePoint } from "../status/live-row.ts";
import type { Assessment } from "../verify/assess.ts";
import type { RestoreCause, RestoreWarning } from "./cause.ts";
import { restoreCauseText, warningText } from "./cause-text.ts";
import { opensOf, type Plan } from "./plan.ts";

/** Who asked for a restore, why, under which id, and for what. */
export type Asked = Pick<RestoreRequest, "actor" | "reason" | "requestId" | keyof Wish>;

/** What a request may ask for in particular. */
type Wish = Pick<RestoreRequest, "recoveryPoint" | "from" | "at" | "force" | "tier" | "keyId">;

/** What differs between one answer and another. */
interface Parts extends Partial<Omit<RestoreResponse, "reason" | "cause" | "warnings" | "warningCauses" | "forced">> {
  outcome: RestoreResponse["outcome"];
  cause: RestoreCause;
  warnings?: RestoreWarning[];
}

/** An answer, with the words for its cause and warnings beside them. */
export function answer(parameter: ProtectedParameter, { cause, warnings = [], ...parts }: Parts): RestoreResponse {
  return {
    ...blank(parameter),
    ...parts,
    warnings: warnings.map(warningText),
    ...(warnings.length > 0 && { warningCauses: warnings }),
    ...(warnings.some(({ code }) => code === "forced") && { forced: true }),
    reason: restoreCauseText(cause),
    cause,
  };
}

function blank({ account, region, app, stage, name }: ProtectedParameter) {
  const identity = { account, region, app, stage, name };
  return { ...identity, recoveryPoint: null, opens: UNTESTED, replaced: null, created: null, parameterVersion: null };
}

/** The answer that a plan is, where nothing is written. */
export function planAnswer(
  parameter: ProtectedParameter,
  plan: Exclude<Plan, { kind: "refused" }>,
  assessment: Assessment,
  dryRun: boolean,
): RestoreResponse {
  const recoveryPoint = plan.point?.id ?? assessment.recoveryPoint;
  const from = plan.kind === "put" && plan.from ? { from: plan.from.name } : {};
  const opens = plan.kind === "put" ? plan.opens : opensOf(assessment, recoveryPoint);
  const told = { recoveryPoint, ...from, opens, warnings: plan.warnings };
  if (plan.kind === "unchanged") {
    const cause: RestoreCause = plan.point ? { code: "already-live", recoveryPoint: plan.point.id } : assessment.cause;
    return answer(parameter, { ...told, outcome: "unchanged", cause });
  }
  const { seconds } = plan;
  const pause = seconds > 0 ? { retryAfterSeconds: seconds } : {};
  if (seconds > 0 && !dryRun) {
    return answer(parameter, { ...told, ...pause, outcome: "waiting", cause: { code: "recreate-pause", seconds } });
  }
  const { overwrite } = plan.write;
  return answer(parameter, {
    ...told,
    ...pause,
    outcome: "planned",
    replaced: plan.replaced,
    wasAbsent: !overwrite,
    cause: { code: overwrite ? "would-replace" : "would-create" },
  });
}

/** The refusal of a restore, with the recovery points one may name instead and what each opens. */
export function refusal(
  parameter: ProtectedParameter,
  stock: Stock,
  cause: RestoreCause,
  assessment: Assessment,
  steps: SplitStep[] = [],
): RestoreResponse {
  const candidates = candidatesOf(stock, assessment.opens);
  return answer(parameter, { outcome: "refused", cause, candidates, ...(steps.length > 0 && { steps }) });
}

function candidatesOf({ rows, state, observation }: Stock, opens: ReadonlyMap<string, Opens>) {
  const entries = rows.map(({ entry }) => entry);
  return recoveryPointSummaries(entries, livePoint(state, observation), Object.fromEntries(opens));
}

/** The entry that records an outcome, so that the same request can be answered again from it. */
export function outcomeEntry(answered: RestoreResponse, asked: Asked, life: number, time: string): OwedEntry {
  const { recoveryPoint, from, opens, replaced, wasAbsent, created, parameterVersion } = answered;
  const { warnings, warningCauses, forced, reason, cause: because, steps } = answered;
  const told = { warnings, warningCauses, forced, reason, because, steps };
  const detail = { recoveryPoint, from, opens, replaced, wasAbsent, created, parameterVersion, ...told };
  return {
    type: answered.outcome === "restored" ? "restored" : "restore-refused",
    time,
    life,
    actor: asked.actor ? { arn: asked.actor, proof: "stated" } : null,
    kept: null,
    detail: { ...detail, statedReason: asked.reason ?? null, asked: wishOf(asked) },
    requestId: asked.requestId ?? null,
  };
}

function wishOf({ recoveryPoint, from, at, force, tier, keyId }: Asked): Wish {
  return { recoveryPoint, from, at, force, tier, keyId };
}

/** The answer a request of that id was given before, or null. */
export function recordedAnswer(
  parameter: ProtectedParameter,
  stock: Stock,
  requestId: string | undefined,
): RestoreResponse | null {
  if (requestId === undefined) return null;
  const recorded = stock.rows.find(({ entry }) => entry.requestId === requestId && OUTCOMES.has(entry.type))?.entry;
  if (!recorded) return null;
  // The detail is `outcomeEntry`'s, read back from the ledger, whose chain vouches for it.
  const { statedReason: _, asked: __, because: cause, ...told } = recorded.detail as unknown as Recorded;
  const outcome = recorded.type === "restored" ? "restored" : "refused";
  const candidates = outcome === "refused" ? { candidates: candidatesOf(stock, new Map()) } : {};
  return { ...blank(parameter), ...told, ...(cause && { cause }), outcome, ...candidates };
}

type Recorded = Omit<RestoreResponse, "outcome" | "cause"> & {
  statedReason: string | null;
  asked?: Wish;
  because?: RestoreResponse["cause"];
};

const OUTCOMES = new Set<Entry["type"]>(["restored", "restore-refused"]);
