import type { Opens, VerifyResult } from "../api.ts";
import { type ArtifactName, knownCause } from "../cause.ts";
import { causeText } from "../cause-text.ts";
import type { Glance } from "../observation.ts";
import type { ProtectedParameter } from "../parameter.ts";
import type { ArtifactReader, Clock, Ledger, ParameterGlancer, ProofKeeper, StatusReader } from "../ports.ts";
import { type ProofRow, warningsOf } from "../status/proof-row.ts";
import { byText } from "../text-order.ts";
import type { Artifact, Artifacts } from "./artifact.ts";
import { recoveryPointsElsewhere } from "./elsewhere.ts";
import { readArtifacts } from "./read-artifacts.ts";
import { type Case, deletedOf, judge } from "./verdict.ts";
import { CHANGES_NOTHING } from "./verdict-history.ts";

interface UnchangedPorts {
  ledger: Pick<Ledger, "recent">;
  store: ParameterGlancer;
  artifacts: ArtifactReader;
  proofs: ProofKeeper & Pick<StatusReader, "live" | "list">;
  clock: Clock;
}

/**
 * The test of a stage of which nothing changed since its last proof: neither the live version, nor the recovery points,
 * nor the artifacts by their ETags. It opens no value, reads none, and renews the proof.
 * @returns null where anything is new, or was not decided then: the whole test must tell
 */
export async function verifyUnchanged(
  ports: UnchangedPorts,
  parameter: ProtectedParameter,
  last: ProofRow,
): Promise<VerifyResult | null> {
  const { seq, liveVersion } = last;
  const cause = knownCause(last.cause);
  if (seq === undefined || liveVersion === undefined || cause === null) return null;
  const [row, newer, glance, artifacts] = await Promise.all([
    ports.proofs.live(parameter.arn),
    ports.ledger.recent(parameter.arn, last.at),
    ports.store.latest(parameter.name),
    readArtifacts(ports.artifacts, parameter, last, null, etagsOf(last)),
  ]);
  const tip = newer.findLast(({ entry }) => entry.type !== "stray")?.entry.seq ?? 0;
  const since = newer.map(({ entry }) => entry).filter((entry) => entry.seq > seq);
  if (since.length !== tip - seq || !since.every(({ type }) => CHANGES_NOTHING.has(type))) return null;
  const recorded = since.findLast(({ type }) => type === "verdict-changed");
  if (recorded && recorded.detail.to !== last.verdict) return null;
  if (!isSameVersion(glance, liveVersion) || !isDecided(last, artifacts)) return null;

  const tested = caseOf(parameter, last, artifacts);
  const found = judge(tested);
  const same = found.verdict === last.verdict && found.cause.code === cause.code;
  if (!same || found.recoveryPoint !== last.recoveryPoint) return null;
  const at = ports.clock.now().toISOString();
  // Of a lost stage the other parameters decide, too: what was found among them holds while they are as many.
  const { search } = last;
  if (found.verdict === "lost" && search?.of !== (await recoveryPointsElsewhere(ports.proofs, parameter))) return null;
  const searched =
    found.cause.code === "not-opened" && cause.code === "not-opened"
      ? { ...found.cause, searched: cause.searched }
      : found.cause;
  const judged = { ...found, cause: searched, reason: causeText(searched) };
  await ports.proofs.putProof({ ...last, ...judged, at, seq: tip, liveSeq: row?.seq ?? null });
  const { app, stage, name } = parameter;
  const { recoveryPoint } = found;
  const opens = (recoveryPoint === null ? tested.live : last.opens[recoveryPoint]) ?? nothing(tested);
  const elsewhere = last.search?.found ?? null;
  return { app, stage, name, live: glance.present, ...judged, opens, elsewhere, ...warningsOf(last) };
}

/** What is told of a parameter that is gone: an unreadable live value is no unchanged stage. */
function nothing({ present }: Case): Opens {
  const of = (name: ArtifactName) => (present.includes(name) ? ("no" as const) : ("absent" as const));
  return { state: of("state"), secrets: of("secrets") };
}

function etagsOf({ artifacts }: ProofRow): { [name in ArtifactName]?: string } {
  const { state, secrets } = artifacts;
  return { ...(state && { state: state.etag }), ...(secrets && { secrets: secrets.etag }) };
}

function isSameVersion(glance: Glance, before: NonNullable<ProofRow["liveVersion"]> | null): boolean {
  if (!glance.present || before === null) return !glance.present && before === null;
  return glance.version === before.version && glance.createdAt === before.createdAt;
}

/** Whether every artifact is as it was, there or not, and the answers of all that was tried on it are remembered. */
function isDecided(last: ProofRow, artifacts: Artifacts): boolean {
  const all = [...Object.values(last.opens), ...(last.live ? [last.live] : [])];
  return (["state", "secrets"] as const).every((name) => {
    const artifact: Artifact<unknown> | null = artifacts[name];
    if (artifact === null || artifact.kind === "absent") return all.every((opens) => opens[name] === "absent");
    if (artifact.kind !== "unchanged") return false;
    if (last.artifacts[name]?.kind === "empty") return all.every((opens) => opens[name] === "absent");
    return all.every((opens) => opens[name] === "yes" || opens[name] === "no");
  });
}

/** What the verdict depends on, from the memory of what is unchanged. */
function caseOf(parameter: ProtectedParameter, last: ProofRow, { state, secrets }: Artifacts): Case {
  const kindOf = (name: ArtifactName, artifact: Artifact<unknown> | null) =>
    artifact?.kind === "unchanged" ? last.artifacts[name]?.kind : "absent";
  const present = (["state", "secrets"] as const).filter(
    (name) => kindOf(name, name === "state" ? state : secrets) === "present",
  );
  const gone = (artifact: Artifact<unknown> | null) => (artifact?.kind === "absent" ? artifact.olderVersion : null);
  return {
    ofStage: parameter.app !== null,
    unreadable: null,
    present,
    stateEmpty: kindOf("state", state) === "empty",
    olderVersion: deletedOf(gone(state), gone(secrets)),
    live: last.liveVersion ? last.live : null,
    points: Object.entries(last.opens)
      .map(([id, opens]: [string, Opens]) => ({ id, opens }))
      .sort((a, b) => byText(a.id, b.id)),
  };
}
