import { type Opens, type SplitStep, UNTESTED } from "../api.ts";
import { encryptedLike } from "../in-clear.ts";
import type { RecoveryPoint } from "../ledger/recovery-point.ts";
import type { Assessment } from "../verify/assess.ts";
import type { RestoreCause, RestoreWarning } from "./cause.ts";
import type { Choice } from "./choice.ts";
import { splitSteps } from "./split-steps.ts";

/** A live value, and its recovery point's id: null where it cannot be read. */
export interface LiveValue {
  id: string | null;
}

/** What is done: a recovery point to restore, or why none is, and for a split the steps that save both sides. */
export type Ruling = Choice | { refused: RestoreCause; steps?: SplitStep[] };

/**
 * Which recovery point may be restored, by what the evidence says (DESIGN section 7, step 3).
 * @param named the one the request names, or null
 * @param points all recovery points, oldest first by their own time
 * @param live the live value that would be replaced, with the id of its recovery point, had or to be; null where none is
 */
export function rule(
  named: Choice | null,
  points: readonly RecoveryPoint[],
  assessment: Assessment,
  live: LiveValue | null,
  force: boolean,
): Ruling {
  return named ? ruleNamed(named, assessment, live, force) : ruleDefault(points, assessment, live, force);
}

function ruleDefault(
  points: readonly RecoveryPoint[],
  assessment: Assessment,
  live: LiveValue | null,
  force: boolean,
): Ruling {
  const { verdict, recoveryPoint, evidence, damage, cause: because } = assessment;
  const newestOpener = points.find(({ id }) => id === recoveryPoint);
  // One that somebody stored in clear would come back in clear.
  const opens = newestOpener ? (assessment.opens.get(newestOpener.id) ?? null) : null;
  const chosen = encryptedLike(points, assessment.opens, opens) ?? newestOpener;
  if (verdict === "recoverable" && chosen) return { point: chosen, warnings: [] };
  // It opens all there is, and what cannot be told is only whether the live value does, too.
  if (verdict === "unproven" && chosen && force && !outOfReach(assessment))
    return { point: chosen, warnings: [{ code: "forced", cause: because }] };
  if (verdict === "split") return { refused: because, steps: splitSteps(assessment, live) };
  if (verdict === "lost") return { refused: because };

  const newest = points.at(-1);
  if (!newest) return { refused: { code: "no-recovery-point", because: damage } };
  if (live) return { refused: { code: "unproved-over-live", because } };
  if (!outOfReach(assessment)) return { point: newest, warnings: [] };
  // The evidence is out of reach, but there is only one value that it could point to.
  if (evidence.values === 1 && damage === null) {
    return { point: newest, warnings: [{ code: "unproved-only-value", because }] };
  }
  return { refused: { code: evidence.values > 1 ? "values-differ" : "ledger-incomplete", because } };
}

function ruleNamed(named: Choice, assessment: Assessment, live: LiveValue | null, force: boolean): Ruling {
  const { verdict, evidence, cause: because } = assessment;
  const opens: Opens = assessment.opens.get(named.point.id) ?? UNTESTED;
  const allowed = (warning: RestoreWarning): Ruling => ({ ...named, warnings: [...named.warnings, warning] });
  const onlyForced = (cause: RestoreCause): Ruling => (force ? allowed({ code: "forced", cause }) : { refused: cause });

  if (verdict === "ok") return onlyForced({ code: "stage-works", because });
  const decides = ["absent", "empty"].includes(evidence.state.kind) ? "secrets" : "state";
  if (opens[decides] === "yes") {
    if (opens.secrets === "no") return allowed({ code: "secrets-stay-closed" });
    return opens.secrets === "untested" ? allowed({ code: "secrets-untried", because }) : named;
  }
  const tried = opens[decides] === "untested" ? "secrets" : decides;
  if (opens[tried] === "no") {
    return onlyForced({ code: "point-does-not-open", recoveryPoint: named.point.id, artifact: tried });
  }
  const gone = evidence.state.olderVersion !== null || evidence.secrets.olderVersion !== null;
  if (!gone && !outOfReach(assessment)) return named; // there is nothing to prove it by
  return live ? onlyForced({ code: "point-unproved", because }) : allowed({ code: "point-unproved", because });
}

/** Whether the evidence is out of reach, rather than not there. */
function outOfReach({ evidence: { state, secrets } }: Assessment): boolean {
  return [state, secrets].some(
    ({ kind, openedBy }) => kind === "unreadable" || (kind === "present" && !openedBy?.size),
  );
}
