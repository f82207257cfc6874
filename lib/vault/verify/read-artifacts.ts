import { VaultError } from "../errors.ts";
import type { ProtectedParameter } from "../parameter.ts";
import type { ArtifactReader } from "../ports.ts";
import type { ProofRow } from "../status/proof-row.ts";
import type { Artifacts } from "./artifact.ts";

/**
 * Reads the artifacts of a stage, but for those that are as they were when one of `openers` opened them.
 * @param openers the candidates at hand; null where everything is to be read
 * @throws VaultError `BadRequest` where the bucket to be accepted is not the one the bootstrap names
 */
export async function readArtifacts(
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
  // Nobody accepts a bucket for having nothing of the stage: it was not copied, or it is the wrong one.
  const missing = [state, secrets].every(
    (artifact) => artifact === null || (artifact.kind === "absent" && artifact.olderVersion === null),
  );
  if (last?.bucket && last.bucket !== bucket && missing && hadSomething(last)) {
    return unreadable(`the bucket "${bucket}" holds nothing of this stage; it was proved in "${last.bucket}" before`);
  }
  return { bucket, state, secrets };
}

function hadSomething({ artifacts }: ProofRow): boolean {
  return [artifacts.state, artifacts.secrets].some((artifact) => artifact?.kind === "present");
}

/** The ETag of an artifact that need not be read again: what opened it is at hand, or it has nothing to open. */
function etagOf(remembered: ProofRow["artifacts"]["state"], openers: ReadonlySet<string> | null): string | null {
  if (!remembered) return null;
  const { kind, etag, openedBy } = remembered;
  return kind === "empty" || (openedBy !== null && openers?.has(openedBy)) ? etag : null;
}
