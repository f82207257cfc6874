import { type Opens, type RestoreRequest, type RestoreResponse, UNTESTED } from "../api.ts";
import type { Stock } from "../capture/look.ts";
import type { OwedEntry } from "../capture/owed-entry.ts";
import { causeText } from "../cause-text.ts";
import type { Entry } from "../ledger/ledger.ts";
import type { ProtectedParameter } from "../parameter.ts";
import { recoveryPointSummaries } from "../query/summary.ts";
import { livePoint } from "../status/live-row.ts";
import type { Assessment } from "../verify/assess.ts";
import { damageWarnings } from "../verify/damage.ts";
import type { Plan } from "./plan.ts";

/** Who asked for a restore, why, under which id, and for what. */
export type Asked = Pick<RestoreRequest, "actor" | "reason" | "requestId" | keyof Wish>;

/** What a request may ask for in particular. */
type Wish = Pick<RestoreRequest, "recoveryPoint" | "at" | "force" | "tier" | "keyId">;

/** The answer that a plan is, where nothing more happens; also the ground a finished restore is told on. */
export function planAnswer(
  parameter: ProtectedParameter,
  plan: Exclude<Plan, { kind: "refused" }>,
  assessment: Assessment,
): RestoreResponse {
  const recoveryPoint = plan.point?.id ?? assessment.recoveryPoint;
  const told = { recoveryPoint, opens: opensOf(assessment, recoveryPoint) };
  switch (plan.kind) {
    case "unchanged":
      return answer(parameter, {
        ...told,
        outcome: "unchanged",
        reason: plan.point
          ? `the live value is that of recovery point ${plan.point.id} already`
          : causeText(assessment.cause),
        warnings: [
          ...plan.warnings,
          ...(plan.point && assessment.verdict !== "ok" ? unopened(assessment) : []),
          ...damageWarnings(assessment.damage),
        ],
      });
    case "waiting":
      return answer(parameter, {
        ...told,
        outcome: "waiting",
        warnings: plan.warnings,
        retryAfterSeconds: plan.seconds,
        reason: "it was deleted a moment ago, and AWS asks to wait before a name is created again",
      });
    case "put":
      return answer(parameter, {
        ...told,
        outcome: "planned",
        replaced: plan.replaced,
        wasAbsent: !plan.write.overwrite,
        warnings: plan.warnings,
        reason: plan.write.overwrite ? "it would replace the live value" : "it would create the parameter again",
      });
  }
}

/** What is said of a live value that is the one asked for, and yet not what the stage needs. */
function unopened({ verdict, cause, live }: Assessment): string[] {
  const closed = [live?.state, live?.secrets].includes("no");
  return closed ? [`it does not open the stage, which is ${verdict}: ${causeText(cause)}`] : [];
}

/** The refusal of a restore, with the recovery points one may name instead and what each opens. */
export function refusal(
  parameter: ProtectedParameter,
  { rows, state, observation }: Stock,
  reason: string,
  assessment: Assessment | null,
  steps: string[],
): RestoreResponse {
  const entries = rows.map(({ entry }) => entry);
  const opens = Object.fromEntries(assessment?.opens ?? []);
  const candidates = recoveryPointSummaries(entries, livePoint(state, observation), opens);
  return answer(parameter, { outcome: "refused", reason, candidates, ...(steps.length > 0 && { steps }) });
}

function opensOf(assessment: Assessment | null, id: string | null): Opens {
  return (id !== null && assessment?.opens.get(id)) || UNTESTED;
}

/** The entry that records an outcome, so that the same request can be answered again from it. */
export function outcomeEntry(answer: RestoreResponse, asked: Asked, life: number, time: string): OwedEntry {
  const { recoveryPoint, opens, replaced, wasAbsent, created, parameterVersion, warnings, reason, steps } = answer;
  const detail = { recoveryPoint, opens, replaced, wasAbsent, created, parameterVersion, warnings, reason, steps };
  return {
    type: answer.outcome === "restored" ? "restored" : "restore-refused",
    time,
    life,
    actor: asked.actor ? { arn: asked.actor, proof: "stated" } : null,
    kept: null,
    detail: { ...detail, statedReason: asked.reason ?? null, asked: wishOf(asked) },
    requestId: asked.requestId ?? null,
  };
}

function wishOf({ recoveryPoint, at, force, tier, keyId }: Asked): Wish {
  return { recoveryPoint, at, force, tier, keyId };
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
  const { statedReason: _, asked: __, ...parts } = recorded.detail as Recorded;
  if (recorded.type === "restored") return answer(parameter, { ...parts, outcome: "restored" });
  return refusal(parameter, stock, parts.reason, null, parts.steps ?? []);
}

type Recorded = Omit<Parts, "outcome"> & { statedReason: string | null; asked?: Wish };

const OUTCOMES = new Set<Entry["type"]>(["restored", "restore-refused"]);

/** What differs between one answer and another. */
type Parts = Pick<RestoreResponse, "outcome" | "reason"> & Partial<RestoreResponse>;

function answer({ account, region, app, stage, name }: ProtectedParameter, parts: Parts): RestoreResponse {
  return {
    account,
    region,
    app,
    stage,
    name,
    recoveryPoint: null,
    opens: UNTESTED,
    replaced: null,
    created: null,
    parameterVersion: null,
    warnings: [],
    ...parts,
  };
}
