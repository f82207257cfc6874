import type { Opens } from "../api.ts";
import type { ArtifactName } from "../cause.ts";
import type { ProofRow } from "../status/proof-row.ts";
import { byText } from "../text-order.ts";
import { isOwnPoint } from "./candidates.ts";
import type { Evidence, Tried } from "./evidence.ts";

/** So many of the newest are remembered, whatever they open: a row of the status table has its size. */
const REMEMBERED = 1000;

/** What to remember of some evidence, and of the proof before it what is still known. */
export function whatIsKnown(
  evidence: Evidence,
  last: ProofRow | null,
): Pick<ProofRow, "opens" | "bucket" | "artifacts"> {
  const { state, secrets, bucket } = evidence;
  const found = [state, secrets].some(({ kind }) => kind === "present" || kind === "empty");
  const purged = [state, secrets].every(({ kind, olderVersion }) => kind === "absent" && olderVersion === null);
  // Without a bucket, nothing could be read; another than before was accepted.
  const sameBucket = bucket === null || last?.bucket === bucket;
  return {
    opens: Object.fromEntries(
      remembered(evidence.opens).map(([id, opens]) => [id, stillKnown(opens, last?.opens[id], evidence)]),
    ),
    // A bucket counts as the stage's where something of it was found there; what could not be read changes nothing.
    bucket: found || last?.bucket ? (bucket ?? last?.bucket ?? null) : null,
    artifacts: {
      ...(sameBucket && !purged ? last?.artifacts : {}),
      ...remember("state", state),
      ...remember("secrets", secrets),
    },
  };
}

function remembered(opens: ReadonlyMap<string, Opens>): [string, Opens][] {
  const known = [...opens].filter(([id]) => isOwnPoint(id)).sort(([a], [b]) => byText(b, a));
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
  const opener = [...(openedBy ?? [])].find(isOwnPoint) ?? null;
  return { [name]: { etag, kind, openedBy: opener } };
}
