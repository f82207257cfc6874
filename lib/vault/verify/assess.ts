import type { Opens } from "../api.ts";
import type { Stock } from "../capture/look.ts";
import { VaultError } from "../errors.ts";
import { newest } from "../observation.ts";
import type { ProtectedParameter } from "../parameter.ts";
import type { ArtifactReader, Clock, Opener } from "../ports.ts";
import { livePoint } from "../status/live-row.ts";
import type { ProofRow } from "../status/proof-row.ts";
import type { ArtifactName, Artifacts } from "./artifact.ts";
import { LIVE_VALUE, openCandidates, pointsOf } from "./candidates.ts";
import { collectEvidence, type Evidence, type Tried } from "./evidence.ts";
import { type Judgement, judge } from "./verdict.ts";

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
  /** What of the ledger is damaged, so that a value it may hold could not be tried; null where nothing is. */
  damage: string | null;
  proof: ProofRow;
}

export interface AssessOptions {
  named?: string | null;
  acceptBucket?: string | null;
  anew?: boolean;
}

/**
 * Finds out which recovery point opens the stage. Writes nothing.
 * @param last the proof of the last time, for what need not be tried again
 * @param named the recovery point that is asked about, tried first
 * @param acceptBucket a bucket that the bootstrap may name though the last proof was made with another
 * @param anew whether to try what is unchanged since the last proof, too: whoever can write the status table could
 *   name a wrong opener there
 */
export async function assess(
  ports: AssessPorts,
  parameter: ProtectedParameter,
  stock: Stock,
  last: ProofRow | null,
  { named = null, acceptBucket = null, anew = false }: AssessOptions = {},
): Promise<Assessment> {
  const started = ports.clock.now().getTime();
  const elapsed = () => (ports.clock.now().getTime() - started) / 1000;
  const { candidates, damaged } = await openCandidates(ports.key, parameter, stock, last, named);
  const openers = anew ? null : new Set(candidates.map(({ id }) => id));
  const artifacts = await readArtifacts(ports.artifacts, parameter, last, acceptBucket, openers);
  const evidence = await collectEvidence(artifacts, candidates, last?.artifacts ?? {}, elapsed);

  const { state, secrets, opens } = evidence;
  const names: ArtifactName[] = ["state", "secrets"];
  const present = names.filter((name) => evidence[name].kind === "present");
  const undecided = present.filter((name) => evidence[name].openedBy === null);
  const tooMany = `too many values to try on the ${undecided.join(" and ")}: narrow with --at`;
  const liveId = stock.observation.present ? (livePoint(stock.state, stock.observation) ?? LIVE_VALUE) : null;
  const live = liveId === null ? null : (opens.get(liveId) ?? null);

  const shown = stock.observation.present ? newest(stock.observation.versions) : null;
  const unreadLive =
    shown && liveId === LIVE_VALUE && !shown.value ? `the live value cannot be read: ${shown.unreadable}` : null;
  const unopened = present.some((name) => evidence[name].openedBy?.size === 0);
  const damage = damageOf(stock, damaged);
  const untried = unopened && damage ? `${damage}, and what it holds cannot be tried` : null;
  const older = state.olderVersion ?? secrets.olderVersion;

  const judgement = judge({
    ofStage: parameter.app !== null,
    unreadable: state.reason ?? secrets.reason ?? unreadLive ?? (undecided.length > 0 ? tooMany : untried),
    present,
    stateEmpty: state.kind === "empty",
    olderVersion: older && `s3://${evidence.bucket}/${older}`,
    live,
    points: pointsOf(stock).flatMap(({ id }) => {
      const found = opens.get(id);
      return found ? { id, opens: found } : [];
    }),
  });
  const found = [state, secrets].some(({ kind }) => kind === "present" || kind === "empty");
  const proof: ProofRow = {
    ...judgement,
    parameter: parameter.arn,
    at: ports.clock.now().toISOString(),
    live,
    opens: Object.fromEntries(
      remembered(opens).map(([id, found]) => [id, stillKnown(found, last?.opens[id], evidence)]),
    ),
    // A bucket counts as the stage's where something of it was found there; what could not be read changes nothing.
    bucket: found ? evidence.bucket : (last?.bucket ?? null),
    artifacts: {
      ...(!found || last?.bucket === evidence.bucket ? last?.artifacts : {}),
      ...remember("state", state),
      ...remember("secrets", secrets),
    },
    recoveryPoints: stock.state.kept,
    livePoint: liveId === LIVE_VALUE ? null : liveId,
  };
  return { ...judgement, opens, live, evidence, damage, proof };
}

function damageOf({ state: { unreadable } }: Stock, damaged: readonly string[]): string | null {
  if (unreadable.length > 0) return `entry ${unreadable.join(", ")} of its ledger is damaged`;
  return damaged.length > 0 ? `recovery point ${damaged.join(", ")} is damaged` : null;
}

async function readArtifacts(
  reader: ArtifactReader,
  { app, stage }: ProtectedParameter,
  last: ProofRow | null,
  acceptBucket: string | null,
  openers: ReadonlySet<string> | null,
): Promise<Artifacts> {
  const unreadable = (reason: string): Artifacts => {
    const artifact = { kind: "unreadable" as const, reason };
    return { bucket: null, state: artifact, secrets: artifact };
  };
  if (app === null) return { bucket: null, state: null, secrets: null };
  const home = await reader.bucket();
  const before = last?.bucket ? `; it was proved in the bucket "${last.bucket}" before` : "";
  if ("unreadable" in home) return unreadable(`${home.unreadable}${before}`);
  const { bucket } = home;
  if (acceptBucket !== null && acceptBucket !== bucket) {
    const hint = `--accept-bucket ${bucket} accepts that one`;
    throw new VaultError("BadRequest", `/sst/bootstrap names the bucket "${bucket}", not "${acceptBucket}"`, hint);
  }
  // Whoever can write the bootstrap could point it at files of their own making, and prove any value with them.
  if (last?.bucket && last.bucket !== bucket && acceptBucket !== bucket) {
    return unreadable(`/sst/bootstrap names the bucket "${bucket}"; it was proved in "${last.bucket}" before`);
  }
  // What is remembered holds for the bucket it was found in only.
  const known: ProofRow["artifacts"] = last?.bucket === bucket && openers ? last.artifacts : {};
  const [state, secrets] = await Promise.all([
    reader.state(bucket, app, stage, etagOf(known.state, openers)),
    reader.secrets(bucket, app, stage, etagOf(known.secrets, openers)),
  ]);
  return { bucket, state, secrets };
}

/** The ETag of an artifact that need not be read again: what opened it is at hand, or it has nothing to open. */
function etagOf(remembered: ProofRow["artifacts"]["state"], openers: ReadonlySet<string> | null): string | null {
  if (!remembered) return null;
  const { kind, etag, openedBy } = remembered;
  return kind === "empty" || (openedBy !== null && openers?.has(openedBy)) ? etag : null;
}

/** So many of the newest are remembered, whatever they open: a row of the status table has its size. */
const REMEMBERED = 1000;

function remembered(opens: ReadonlyMap<string, Opens>): [string, Opens][] {
  const known = [...opens].filter(([id]) => id !== LIVE_VALUE).sort(([a], [b]) => (a < b ? 1 : -1));
  return known.filter(([, { state, secrets }], n) => n < REMEMBERED || state === "yes" || secrets === "yes");
}

/** What was found out, and of an artifact that cannot be read what was found out before. */
function stillKnown(found: Opens, before: Opens | undefined, evidence: Evidence): Opens {
  const of = (name: ArtifactName) =>
    evidence[name].kind === "unreadable" ? (before?.[name] ?? found[name]) : found[name];
  return { state: of("state"), secrets: of("secrets") };
}

function remember(name: ArtifactName, { kind, etag, openedBy }: Tried): ProofRow["artifacts"] {
  if (etag === null || (kind !== "present" && kind !== "empty")) return {};
  const opener = [...(openedBy ?? [])].find((id) => id !== LIVE_VALUE) ?? null;
  return { [name]: { etag, kind, openedBy: opener } };
}
