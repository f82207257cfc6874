import type { Opens, Verdict } from "../api.ts";
import { NOTHING_YET } from "../verdicts.ts";
import type { ArtifactName } from "./artifact.ts";

/** All that a verdict depends on. */
export interface Case {
  /** Whether the parameter is a stage's: only those have artifacts. */
  ofStage: boolean;
  /** Why evidence cannot be had, or null: an artifact that is unreadable, a bootstrap that names another bucket. */
  unreadable: string | null;
  /** Artifacts that are there and have something to open. */
  present: ArtifactName[];
  /** A state file with zero resources. */
  stateEmpty: boolean;
  /** The newest version of an artifact that is gone, as `s3://bucket/key version ID`. */
  olderVersion: string | null;
  /** Whether the parameter is there, and what its value opens. */
  live: Opens | null;
  /** What each recovery point opens, oldest first. */
  points: readonly { id: string; opens: Opens }[];
}

export interface Judgement {
  verdict: Verdict;
  reason: string;
  /** The newest recovery point that opens all there is to open; null where there is none. */
  recoveryPoint: string | null;
}

/** The verdict on a stage. The rows are those of DESIGN's table, in its order; the first that holds decides. */
export function judge(stage: Case): Judgement {
  const { ofStage, unreadable, present, stateEmpty, olderVersion, live, points } = stage;
  const opensAll = (opens: Opens) => present.every((artifact) => opens[artifact] === "yes");
  const opener = points.findLast(({ opens }) => opensAll(opens))?.id ?? null;
  const candidates = [...points.map(({ opens }) => opens), ...(live ? [live] : [])];
  const unopened = present.filter((artifact) => !candidates.some((opens) => opens[artifact] === "yes"));
  const all = present.join(" and ");
  const judged = (verdict: Verdict, reason: string): Judgement => ({
    verdict,
    reason,
    recoveryPoint: present.length > 0 ? opener : null,
  });

  if (!ofStage) return judged("unproven", NOTHING_YET);
  if (unreadable) return judged("unproven", unreadable);
  if (present.length === 0) {
    if (olderVersion) return judged("unproven", `deleted by hand: bring back ${olderVersion}`);
    if (live && !stateEmpty) return judged("unproven", NOTHING_YET);
    return judged("retired", stateEmpty ? "the state has no resources" : "purged: no state and no secrets are left");
  }
  if (live && opensAll(live)) return judged("ok", `the live value opens ${all}`);
  const otherwise = live ? "the live value does not" : "the parameter is gone";
  if (opener) return judged("recoverable", `recovery point ${opener} opens ${all}, ${otherwise}`);
  if (unopened.length === 0) return judged("split", "state and secrets are opened by different passphrases");
  return judged("lost", `no recovery point opens ${unopened.join(" and ")}`);
}
