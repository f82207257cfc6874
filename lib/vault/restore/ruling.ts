import type { Opens } from "../api.ts";
import { causeText, damageText } from "../cause-text.ts";
import type { RecoveryPoint } from "../ledger/recovery-point.ts";
import type { Assessment } from "../verify/assess.ts";
import { LIVE_VALUE } from "../verify/candidates.ts";
import type { Choice } from "./choice.ts";
import { FORCED } from "./forced.ts";

/** A live value, and its recovery point's id: null where it cannot be read. */
export interface LiveValue {
  id: string | null;
}

/** What is done: a recovery point to restore, or why none is, and for a split the steps that save both sides. */
export type Ruling = Choice | { refused: string; steps?: string[] };

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
  const { verdict, recoveryPoint, evidence, damage } = assessment;
  const reason = causeText(assessment.cause);
  const chosen = points.find(({ id }) => id === recoveryPoint);
  if (verdict === "recoverable" && chosen) return { point: chosen, warnings: [] };
  // It opens all there is, and what cannot be told is only whether the live value does, too.
  if (verdict === "unproven" && chosen && force && !outOfReach(assessment))
    return { point: chosen, warnings: [`${FORCED}${reason}`] };
  if (verdict === "split") return { refused: reason, steps: splitSteps(assessment, live) };
  if (verdict === "lost") return { refused: reason };

  const newest = points.at(-1);
  if (!newest)
    return {
      refused: `the vault holds no recovery point of it${damage ? ` that can be read: ${damageText(damage)}` : ""}`,
    };
  if (live) return { refused: `nothing proves which recovery point is right (${reason}), and a live value is there` };
  if (!outOfReach(assessment)) return { point: newest, warnings: [] };
  // The evidence is out of reach, but there is only one value that it could point to.
  if (evidence.values === 1 && damage === null) {
    return { point: newest, warnings: [`not proved: ${reason}; but all recovery points hold this value`] };
  }
  const unknown =
    evidence.values > 1 ? "its recovery points hold different values" : "not all of its ledger can be read";
  return { refused: `${unknown}, and nothing proves which is right: ${reason}` };
}

function ruleNamed(named: Choice, assessment: Assessment, live: LiveValue | null, force: boolean): Ruling {
  const { verdict, evidence } = assessment;
  const reason = causeText(assessment.cause);
  const opens: Opens = assessment.opens.get(named.point.id) ?? { state: "untested", secrets: "untested" };
  const allowed = (warning: string): Ruling => ({ ...named, warnings: [...named.warnings, warning] });
  const onlyForced = (why: string): Ruling => (force ? allowed(`${FORCED}${why}`) : { refused: why });

  if (verdict === "ok") return onlyForced(`the stage is ok, ${reason}; another value would break it`);
  const decides = ["absent", "empty"].includes(evidence.state.kind) ? "secrets" : "state";
  if (opens[decides] === "yes") {
    const half = {
      yes: null,
      absent: null,
      no: "it opens the state and not the secrets, which stay unreadable under it",
      untested: `it opens the state; the secrets could not be tried: ${reason}`,
    }[opens.secrets];
    return half === null ? named : allowed(half);
  }
  const tried = opens[decides] === "untested" ? "secrets" : decides;
  if (opens[tried] === "no") return onlyForced(`recovery point ${named.point.id} does not open the ${tried}`);
  const gone = evidence.state.olderVersion !== null || evidence.secrets.olderVersion !== null;
  if (!gone && !outOfReach(assessment)) return named; // there is nothing to prove it by
  const why = `not proved: ${reason}`;
  return live ? onlyForced(why) : allowed(why);
}

/** Whether the evidence is out of reach, rather than not there. */
function outOfReach({ evidence: { state, secrets } }: Assessment): boolean {
  return [state, secrets].some(
    ({ kind, openedBy }) => kind === "unreadable" || (kind === "present" && !openedBy?.size),
  );
}

/** How to save both sides of a split: read the secrets under their value, go back to the state's, set them again. */
function splitSteps({ proof, evidence }: Assessment, live: LiveValue | null): string[] {
  const { bucket, state, secrets } = evidence;
  const name = proof.parameter.slice(proof.parameter.indexOf("/"));
  const [app = "", stage = ""] = name.split("/").slice(-2);
  // What is live and not kept yet is, by the time a command names it: each restore keeps it first.
  const openers = (ids: ReadonlySet<string> | null) =>
    [...(ids ?? [])].map((id) => (id === LIVE_VALUE ? (live?.id ?? "") : id));
  const [forSecrets, forState] = [openers(secrets.openedBy), openers(state.openedBy).at(-1) ?? ""];
  const readable = live?.id != null && forSecrets.includes(live.id);
  return [
    ...(readable ? [] : [`npx sst-vault restore ${name} --recovery-point ${forSecrets.at(-1)} --force --yes`]),
    `npx sst secret list --stage=${stage} | awk '/^# /{on=($0=="# ${app}/${stage}")} on && !/^#/' > secrets.env`,
    `npx sst-vault restore ${name} --recovery-point ${forState} --yes`,
    `test -s secrets.env && aws s3 rm s3://${bucket}/secret/${app}/${stage}.json`,
    `npx sst secret load secrets.env --stage=${stage}`,
    "rm secrets.env",
  ];
}
