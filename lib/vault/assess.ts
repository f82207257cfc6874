import type { Opens } from "./api.ts";
import type { ArtifactName, Artifacts } from "./artifact.ts";
import { type Candidate, collectEvidence, type Evidence, MAX_VALUES, type Tried } from "./evidence.ts";
import { livePoint } from "./live-row.ts";
import type { Stock } from "./look.ts";
import { newest } from "./observation.ts";
import { openPoint } from "./open-point.ts";
import type { ProtectedParameter } from "./parameter.ts";
import type { ArtifactReader, Clock, Opener } from "./ports.ts";
import type { ProofRow } from "./proof-row.ts";
import type { RecoveryPoint } from "./recovery-point.ts";
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
  proof: ProofRow;
}

/** The id under which a live value that is not in the vault yet is tried. */
const UNCAPTURED = "live";

/**
 * Finds out which recovery point opens the stage. Writes nothing.
 * @param last the proof of the last time, for what need not be tried again
 * @param acceptBucket a bucket that the bootstrap may name though the last proof was made with another
 */
export async function assess(
  ports: AssessPorts,
  parameter: ProtectedParameter,
  stock: Stock,
  last: ProofRow | null,
  acceptBucket: string | null = null,
): Promise<Assessment> {
  const started = ports.clock.now().getTime();
  const elapsed = () => (ports.clock.now().getTime() - started) / 1000;
  const candidates = await gather(ports.key, parameter, stock, last);
  const artifacts = await readArtifacts(ports.artifacts, parameter, last, acceptBucket);
  const evidence = await collectEvidence(artifacts, candidates, last?.artifacts ?? {}, elapsed);

  const { state, secrets, opens } = evidence;
  const names: ArtifactName[] = ["state", "secrets"];
  const present = names.filter((name) => evidence[name].kind === "present");
  const undecided = present.filter((name) => evidence[name].openedBy === null);
  const tooMany = `too many values to try on the ${undecided.join(" and ")}: narrow with --at`;
  const liveId = stock.observation.present ? (livePoint(stock.state, stock.observation) ?? UNCAPTURED) : null;
  const live = liveId === null ? null : (opens.get(liveId) ?? null);

  const older = state.olderVersion ?? secrets.olderVersion;

  const judgement = judge({
    ofStage: parameter.app !== null,
    unreadable: state.reason ?? secrets.reason ?? (undecided.length > 0 ? tooMany : null),
    present,
    stateEmpty: state.kind === "empty",
    olderVersion: older && `s3://${evidence.bucket}/${older}`,
    live,
    points: pointsOf(stock).flatMap(({ id }) => {
      const found = opens.get(id);
      return found ? { id, opens: found } : [];
    }),
  });
  const proof: ProofRow = {
    ...judgement,
    parameter: parameter.arn,
    at: ports.clock.now().toISOString(),
    live,
    opens: Object.fromEntries([...opens].filter(([id]) => id !== UNCAPTURED)),
    // What could not be read changes nothing of where the stage was proved last, and by what.
    bucket: evidence.bucket ?? last?.bucket ?? null,
    artifacts: { ...last?.artifacts, ...remember("state", state), ...remember("secrets", secrets) },
    recoveryPoints: stock.state.kept,
    livePoint: liveId === UNCAPTURED ? null : liveId,
  };
  return { ...judgement, opens, live, evidence, proof };
}

/** The candidates, likely ones first: what opened the artifacts last time, the live value, then newest to oldest. */
async function gather(
  key: Opener,
  parameter: ProtectedParameter,
  stock: Stock,
  last: ProofRow | null,
): Promise<Candidate[]> {
  const { observation } = stock;
  const lastOpeners = [last?.artifacts.state?.openedBy, last?.artifacts.secrets?.openedBy];
  const isOpener = ({ id }: RecoveryPoint) => lastOpeners.includes(id);
  const newestFirst = pointsOf(stock).toReversed();
  const wanted = [
    ...newestFirst.filter(isOpener),
    ...newestFirst.filter((point) => !isOpener(point)).slice(0, MAX_VALUES),
  ];
  const opened = await Promise.all(
    wanted.map(async (point) => ({ id: point.id, value: await openPoint(key, parameter, stock.rows, point) })),
  );
  const live = observation.present ? newest(observation.versions).value : null;
  const uncaptured = live && !livePoint(stock.state, observation) ? [{ id: UNCAPTURED, value: live }] : [];
  const liveId = livePoint(stock.state, observation);
  const first = opened.filter(({ id }) => lastOpeners.includes(id) || id === liveId);
  return [...first, ...uncaptured, ...opened.filter((candidate) => !first.includes(candidate))];
}

function pointsOf({ rows }: Stock): RecoveryPoint[] {
  const points = rows.flatMap(({ entry }) => entry.recoveryPoint ?? []);
  return points.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt) || a.version - b.version);
}

async function readArtifacts(
  reader: ArtifactReader,
  { app, stage }: ProtectedParameter,
  last: ProofRow | null,
  acceptBucket: string | null,
): Promise<Artifacts> {
  const unreadable = (reason: string): Artifacts => {
    const artifact = { kind: "unreadable" as const, reason };
    return { bucket: null, state: artifact, secrets: artifact };
  };
  if (app === null) return { bucket: null, state: null, secrets: null };
  const home = await reader.bucket();
  if ("unreadable" in home) return unreadable(home.unreadable);
  const { bucket } = home;
  // Whoever can write the bootstrap could point it at files of their own making, and prove any value with them.
  if (last?.bucket && last.bucket !== bucket && acceptBucket !== bucket) {
    return unreadable(`/sst/bootstrap names the bucket "${bucket}"; it was proved in "${last.bucket}" before`);
  }
  // What is remembered holds for the bucket it was found in only.
  const known: ProofRow["artifacts"] = last?.bucket === bucket ? last.artifacts : {};
  const [state, secrets] = await Promise.all([
    reader.state(bucket, app, stage, etagOf(known.state)),
    reader.secrets(bucket, app, stage, etagOf(known.secrets)),
  ]);
  return { bucket, state, secrets };
}

/** The ETag of an artifact that need not be read again; one that nothing opened is tried on every new value. */
function etagOf(remembered: ProofRow["artifacts"]["state"]): string | null {
  if (!remembered) return null;
  return remembered.kind === "empty" || remembered.openedBy !== null ? remembered.etag : null;
}

function remember(name: ArtifactName, { kind, etag, openedBy }: Tried): ProofRow["artifacts"] {
  if (etag === null || (kind !== "present" && kind !== "empty")) return {};
  const opener = [...(openedBy ?? [])].find((id) => id !== UNCAPTURED) ?? null;
  return { [name]: { etag, kind, openedBy: opener } };
}
