import type { Opens } from "../api.ts";
import type { Stock } from "../capture/look.ts";
import type { ArtifactName, Damage, VerdictCause } from "../cause.ts";
import { causeText } from "../cause-text.ts";
import { storedInClear } from "../in-clear.ts";
import { newest } from "../observation.ts";
import type { ProtectedParameter } from "../parameter.ts";
import type { ArtifactReader, Clock, Opener } from "../ports.ts";
import { livePoint } from "../status/live-row.ts";
import type { ProofRow } from "../status/proof-row.ts";
import type { Artifacts } from "./artifact.ts";
import { candidateIds, LIVE_VALUE, openCandidates, pointsOf } from "./candidates.ts";
import { damageOf, holdsValues } from "./damage.ts";
import { type Candidate, collectEvidence, type Evidence, NO_MEMORY } from "./evidence.ts";
import { memoryOf, neededValues } from "./memory.ts";
import { readArtifacts } from "./read-artifacts.ts";
import { deletedOf, type Judgement, judge } from "./verdict.ts";
import { whatIsKnown } from "./what-is-known.ts";

export interface AssessPorts {
  artifacts: ArtifactReader;
  key: Opener;
  clock: Clock;
}

/** A restore test: the verdict, what each candidate opens, and what to remember of it. */
export interface Assessment extends Judgement {
  opens: ReadonlyMap<string, Opens>;
  live: Opens | null;
  evidence: Evidence;
  /** What was read of SST's files. */
  files: Artifacts;
  /** What of the ledger is damaged, so that a value it may hold could not be tried; null where nothing is. */
  damage: Damage | null;
  proof: ProofRow;
}

export interface AssessOptions {
  named?: string | null;
  acceptBucket?: string | null;
  remember?: boolean;
  /** Values of another parameter, tried first. */
  foreign?: readonly Candidate[];
}

/**
 * Finds out which recovery point opens the stage. Writes nothing.
 * @param last the proof of the last time, for what need not be tried again
 * @param named the recovery point that is asked about, tried first
 * @param acceptBucket a bucket that the bootstrap may name though the last proof was made with another
 * @param remember whether to believe what the last proof says of what is unchanged since. Whoever can write the status
 *   table could put a wrong proof there, so only tests that nobody asked for do
 */
export async function assess(
  ports: AssessPorts,
  parameter: ProtectedParameter,
  stock: Stock,
  last: ProofRow | null,
  { named = null, acceptBucket = null, remember = false, foreign = [] }: AssessOptions = {},
): Promise<Assessment> {
  const started = ports.clock.now().getTime();
  const elapsed = () => (ports.clock.now().getTime() - started) / 1000;
  const shown = stock.observation.present ? newest(stock.observation.versions) : null;
  const liveId = livePoint(stock.state, stock.observation);
  const ids = [...foreign.map(({ id }) => id), ...candidateIds(stock, last, named)];
  const artifacts = await readArtifacts(ports.artifacts, parameter, last, acceptBucket);
  const memory = remember ? memoryOf(last, artifacts) : NO_MEMORY;
  const needed = remember ? neededValues(ids, artifacts, memory, liveId) : new Set(ids);
  const { candidates, damaged } = await openCandidates(ports.key, parameter, stock, ids, (id) => needed.has(id));
  // What cannot be opened was not tried, whatever its id is said to open.
  const sound = ids.filter((id) => !damaged.includes(id));
  const evidence = await collectEvidence(artifacts, sound, [...foreign, ...candidates], memory, elapsed);

  const { state, secrets, opens } = evidence;
  const names: ArtifactName[] = ["state", "secrets"];
  const present = names.filter((name) => evidence[name].kind === "present");
  const undecided = present.filter((name) => evidence[name].openedBy === null);
  const tooMany: VerdictCause | null = undecided.length > 0 ? { code: "too-many-values", artifacts: undecided } : null;
  // The value itself where it can be read; else what the vault holds of it.
  const live = (shown && opens.get(shown.value ? LIVE_VALUE : (liveId ?? ""))) ?? null;
  const unreadLive: VerdictCause | null =
    shown && live === null ? { code: "live-unreadable", detail: shown.unreadable ?? "unreadable" } : null;
  const unopened = present.some((name) => evidence[name].openedBy?.size === 0);
  const damage = damageOf(stock, damaged);
  const holds = damaged.length > 0 || holdsValues(stock);
  const untried = unopened && holds ? damage : null;

  const judgement = judge({
    ofStage: parameter.app !== null,
    unreadable: state.cause ?? secrets.cause ?? unreadLive ?? tooMany ?? untried,
    present,
    stateEmpty: state.kind === "empty",
    olderVersion: deletedOf(state.olderVersion, secrets.olderVersion),
    live,
    points: pointsOf(stock).flatMap(({ id }) => {
      const found = opens.get(id);
      return found ? { id, opens: found } : [];
    }),
  });
  const { recoveryPoint } = judgement;
  const alike = (recoveryPoint === null ? live : opens.get(recoveryPoint)) ?? null;
  const inClear = storedInClear(parameter, stock.observation, pointsOf(stock), opens, alike);
  const proof: ProofRow = {
    ...judgement,
    reason: causeText(judgement.cause),
    parameter: parameter.arn,
    at: ports.clock.now().toISOString(),
    live,
    ...whatIsKnown(evidence, last),
    recoveryPoints: stock.state.kept,
    livePoint: liveId,
    liveVersion: shown && { version: shown.version, createdAt: shown.createdAt },
    seq: stock.state.seq,
    ...(inClear && { inClear }),
  };
  return { ...judgement, opens, live, evidence, files: artifacts, damage, proof };
}
