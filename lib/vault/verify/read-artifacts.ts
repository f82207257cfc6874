import type { ArtifactName, VerdictCause } from "../cause.ts";
import { VaultError } from "../errors.ts";
import type { ProtectedParameter } from "../parameter.ts";
import type { ArtifactReader } from "../ports.ts";
import type { ProofRow } from "../status/proof-row.ts";
import type { Artifacts } from "./artifact.ts";

/**
 * Reads the artifacts of a stage.
 * @param known the ETags of what need not be read again: such an artifact is `unchanged`
 * @throws VaultError `BadRequest` where the bucket to be accepted is not the one the bootstrap names
 */
export async function readArtifacts(
  reader: ArtifactReader,
  { app, stage }: ProtectedParameter,
  last: ProofRow | null,
  acceptBucket: string | null,
  known: { [name in ArtifactName]?: string } = {},
): Promise<Artifacts> {
  if (app === null) return { bucket: null, state: null, secrets: null };
  const home = await reader.bucket();
  const provedIn = last?.bucket ?? null;
  if ("unreadable" in home) return unreadable({ ...home.unreadable, provedIn });
  const { bucket } = home;
  if (acceptBucket !== null && acceptBucket !== bucket) {
    const hint = `--accept-bucket ${bucket} accepts that one`;
    throw new VaultError("BadRequest", `/sst/bootstrap names the bucket "${bucket}", not "${acceptBucket}"`, hint);
  }
  // Whoever can write the bootstrap could point it at files of their own making, and prove any value with them.
  if (provedIn !== null && provedIn !== bucket && acceptBucket !== bucket) {
    return unreadable({ code: "bucket-moved", bucket, provedIn });
  }
  // What is remembered holds for the bucket it was found in only.
  const { state: stateEtag = null, secrets: secretsEtag = null } = provedIn === bucket ? known : {};
  const [state, secrets] = await Promise.all([
    reader.state(bucket, app, stage, stateEtag),
    reader.secrets(bucket, app, stage, secretsEtag),
  ]);
  // Nobody accepts a bucket for having nothing of the stage: it was not copied, or it is the wrong one.
  const missing = [state, secrets].every(
    (artifact) => artifact === null || (artifact.kind === "absent" && artifact.olderVersion === null),
  );
  if (last && provedIn !== null && provedIn !== bucket && missing && hadSomething(last)) {
    return unreadable({ code: "bucket-lacks-stage", bucket, provedIn });
  }
  return { bucket, state, secrets };
}

function unreadable(cause: VerdictCause): Artifacts {
  const artifact = { kind: "unreadable" as const, cause };
  return { bucket: null, state: artifact, secrets: artifact };
}

function hadSomething({ artifacts }: ProofRow): boolean {
  return [artifacts.state, artifacts.secrets].some((artifact) => artifact?.kind === "present");
}
