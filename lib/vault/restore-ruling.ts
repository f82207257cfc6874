import type { Opens } from "./api.ts";
import type { Assessment } from "./assess.ts";
import { MAX_VALUES } from "./evidence.ts";
import type { RecoveryPoint } from "./recovery-point.ts";
import type { Choice } from "./restore-choice.ts";

/** What is done: a recovery point to restore, or why none is, and for a split the steps that save both sides. */
export type Ruling = Choice | { refused: string; steps?: string[] };

/**
 * Which recovery point may be restored, by what the evidence says (DESIGN section 7, step 3).
 * @param named the one the request names, or null
 * @param points all recovery points, in ledger order
 * @param live whether there is a live value that would be replaced
 */
export function rule(
  named: Choice | null,
  points: readonly RecoveryPoint[],
  assessment: Assessment,
  live: boolean,
  force: boolean,
): Ruling {
  return named ? ruleNamed(named, assessment, live, force) : ruleDefault(points, assessment, live);
}

function ruleDefault(points: readonly RecoveryPoint[], assessment: Assessment, live: boolean): Ruling {
  const { verdict, reason, recoveryPoint, evidence } = assessment;
  const chosen = points.find(({ id }) => id === recoveryPoint);
  if (verdict === "recoverable" && chosen) return { point: chosen, warnings: [] };
  if (verdict === "split") return { refused: reason, steps: splitSteps(assessment) };
  if (verdict === "lost") return { refused: reason };

  const newest = points.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt)).at(-1);
  if (!newest) return { refused: "the vault holds no recovery point of it" };
  if (live) return { refused: `nothing proves which recovery point is right (${reason}), and a live value is there` };
  if (!isUnreadable(assessment)) return { point: newest, warnings: [] };
  // The evidence is out of reach, but there is only one value that it could point to.
  if (evidence.values === 1 && points.length <= MAX_VALUES) {
    return { point: newest, warnings: [`not proved: ${reason}; but all recovery points hold this value`] };
  }
  return { refused: `its recovery points hold different values, and nothing proves which is right: ${reason}` };
}

function ruleNamed(named: Choice, assessment: Assessment, live: boolean, force: boolean): Ruling {
  const { verdict, reason, evidence } = assessment;
  const opens: Opens = assessment.opens.get(named.point.id) ?? { state: "untested", secrets: "untested" };
  const allowed = (warning: string): Ruling => ({ ...named, warnings: [...named.warnings, warning] });
  const onlyForced = (why: string): Ruling => (force ? allowed(`forced: ${why}`) : { refused: why });

  if (verdict === "ok") return onlyForced(`the stage is ok, ${reason}; another value would break it`);
  if (isUnreadable(assessment)) {
    const why = `not proved: ${reason}`;
    return live ? onlyForced(why) : allowed(why);
  }
  const decides = evidence.state.kind === "present" ? "state" : "secrets";
  if (opens[decides] === "no") return onlyForced(`recovery point ${named.point.id} does not open the ${decides}`);
  if (opens[decides] === "untested") return onlyForced(`not proved to open the ${decides}: ${reason}`);
  if (opens.secrets === "no") return allowed("it opens the state and not the secrets, which stay unreadable under it");
  return named;
}

/** Whether the evidence is out of reach, rather than not there. */
function isUnreadable({ evidence }: Assessment): boolean {
  return evidence.state.kind === "unreadable" || evidence.secrets.kind === "unreadable";
}

/** How to save both sides of a split: read the secrets under their value, go back to the state's, set them again. */
function splitSteps({ proof, evidence: { bucket, state, secrets } }: Assessment): string[] {
  const name = proof.parameter.slice(proof.parameter.indexOf("/"));
  const [app = "", stage = ""] = name.split("/").slice(-2);
  const forSecrets = [...(secrets.openedBy ?? [])].at(-1) ?? "";
  const forState = [...(state.openedBy ?? [])].at(-1) ?? "";
  return [
    `npx sst-vault restore ${name} --recovery-point ${forSecrets} --force --yes`,
    `npx sst secret list --stage=${stage} > secrets.env`,
    `npx sst-vault restore ${name} --recovery-point ${forState} --yes`,
    `aws s3 rm s3://${bucket}/secret/${app}/${stage}.json`,
    `npx sst secret load secrets.env --stage=${stage} && rm secrets.env`,
  ];
}
