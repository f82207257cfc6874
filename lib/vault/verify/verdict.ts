import type { Opens, Verdict } from "../api.ts";
import type { ArtifactName, VerdictCause } from "../cause.ts";
import type { OlderVersion } from "./artifact.ts";

/** All that a verdict depends on. */
export interface Case {
  /** Whether the parameter is a stage's: only those have artifacts. */
  ofStage: boolean;
  /** Why evidence cannot be had, or null: an artifact that is unreadable, a bootstrap that names another bucket. */
  unreadable: VerdictCause | null;
  /** Artifacts that are there and have something to open. */
  present: ArtifactName[];
  /** A state file with zero resources. */
  stateEmpty: boolean;
  /** An artifact that is gone, and the newest of its versions. */
  olderVersion: ({ artifact: ArtifactName } & OlderVersion) | null;
  /** Whether the parameter is there, and what its value opens. */
  live: Opens | null;
  /** What each recovery point opens, oldest first. */
  points: readonly { id: string; opens: Opens }[];
}

export interface Judgement {
  verdict: Verdict;
  cause: VerdictCause;
  /** The newest recovery point that opens all there is to open; null where there is none. */
  recoveryPoint: string | null;
}

/** What was deleted and may be brought back: the state first, without which the secrets are worth little. */
export function deletedOf(state: OlderVersion | null, secrets: OlderVersion | null): Case["olderVersion"] {
  if (state) return { artifact: "state", ...state };
  return secrets && { artifact: "secrets", ...secrets };
}

/** The verdict on a stage. The rows are those of DESIGN's table, in its order; the first that holds decides. */
export function judge(stage: Case): Judgement {
  const { ofStage, unreadable, present, stateEmpty, olderVersion, live, points } = stage;
  const opensAll = (opens: Opens) => present.every((artifact) => opens[artifact] === "yes");
  const opener = points.findLast(({ opens }) => opensAll(opens))?.id ?? null;
  const candidates = [...points.map(({ opens }) => opens), ...(live ? [live] : [])];
  const unopened = present.filter((artifact) => !candidates.some((opens) => opens[artifact] === "yes"));
  const judged = (verdict: Verdict, cause: VerdictCause): Judgement => ({
    verdict,
    cause,
    recoveryPoint: present.length > 0 ? opener : null,
  });

  if (!ofStage) return judged("unproven", { code: "nothing-to-test" });
  if (unreadable) return judged("unproven", unreadable);
  // Whatever else is there: the next deploy of a stage without its state builds everything anew.
  if (olderVersion) return judged("unproven", { code: "deleted-by-hand", ...olderVersion });
  if (present.length === 0) {
    if (live && !stateEmpty) return judged("unproven", { code: "nothing-to-test" });
    return judged("retired", { code: stateEmpty ? "state-empty" : "purged" });
  }
  if (live && opensAll(live)) return judged("ok", { code: "live-opens-all", artifacts: present });
  if (opener) {
    const facts = { artifacts: present, recoveryPoint: opener, live: live !== null };
    return judged("recoverable", { code: "recovery-point-opens-all", ...facts });
  }
  if (unopened.length === 0) return judged("split", { code: "opened-by-different-values" });
  return judged("lost", { code: "not-opened", artifacts: unopened });
}
