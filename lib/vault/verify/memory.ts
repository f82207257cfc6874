import type { ArtifactName } from "../cause.ts";
import type { ProofRow } from "../status/proof-row.ts";
import type { Artifacts } from "./artifact.ts";
import { LIVE_VALUE } from "./candidates.ts";
import { type Memory, NO_MEMORY } from "./evidence.ts";

/**
 * What the last test found out that still holds: of an artifact that is unchanged by its ETag, in the same bucket, and
 * only for the recovery points that were tried on it then. Whatever is new is tried.
 */
export function memoryOf(last: ProofRow | null, { bucket, state, secrets }: Artifacts): Memory {
  if (last?.bucket == null || last.bucket !== bucket) return NO_MEMORY;
  const unchanged = (name: ArtifactName, artifact: Artifacts["state"] | Artifacts["secrets"]) =>
    artifact?.kind === "present" && artifact.etag === last.artifacts[name]?.etag;
  const holds = { state: unchanged("state", state), secrets: unchanged("secrets", secrets) };
  return {
    answer: (artifact, id) => {
      if (!holds[artifact] || id === LIVE_VALUE) return null;
      const found = last.opens[id]?.[artifact];
      return found === "yes" || found === "no" ? found : null;
    },
  };
}

/**
 * The candidates whose values a test needs: those that were not tried on some artifact as it is, and for the live value,
 * which is always new, its own recovery point and what opened the artifacts, to compare it with.
 */
export function neededValues(
  ids: readonly string[],
  { state, secrets }: Artifacts,
  memory: Memory,
  liveId: string | null,
): ReadonlySet<string> {
  const present = (["state", "secrets"] as const).filter(
    (name) => (name === "state" ? state : secrets)?.kind === "present",
  );
  if (present.length === 0) return new Set();
  const untried = ids.filter((id) => present.some((artifact) => memory.answer(artifact, id) === null));
  if (untried.length === 0) return new Set(liveId === null ? [] : [liveId]);
  const openers = ids.filter((id) => present.some((artifact) => memory.answer(artifact, id) === "yes"));
  return new Set([...untried, ...openers.slice(0, 2), ...(liveId === null ? [] : [liveId])]);
}
