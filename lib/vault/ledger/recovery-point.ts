import * as v from "valibot";
import { Source } from "../api.ts";
import { digest, positive, recoveryPointId, time, word } from "../stored-fields.ts";

const text = v.nullable(v.string());

/**
 * One kept version of one passphrase, as it stands in the body of the entry that carries it. Everything
 * needed to put the parameter back as it was, but the value: that is sealed, beside the body.
 * Field meanings and limits: AWS API reference, ParameterHistory.
 */
export const RecoveryPoint = v.object({
  id: recoveryPointId,
  life: positive,
  version: positive,
  createdAt: time,
  createdBy: text,
  source: Source,
  type: word,
  tier: text,
  keyId: text,
  description: text,
  allowedPattern: text,
  dataType: text,
  /** Parameter policies (expiration and the like) as JSON text; kept for the record, never restored. */
  policies: v.array(v.string()),
  labels: v.array(v.string()),
  tags: v.record(v.string(), v.string()),
  /** SHA-256 of the ciphertext, so that verify and restore can tell a damaged blob before they open it. */
  sealedDigest: digest,
});
export type RecoveryPoint = v.InferOutput<typeof RecoveryPoint>;

/**
 * The id of a recovery point: its time and its SSM version, e.g. `20261122T014946.123Z-1`. Sorts by time.
 * `taken` are the ids the parameter already has: should two ever meet, the second ends in `-2`.
 */
export function newRecoveryPointId(createdAt: string, version: number, taken: ReadonlySet<string>): string {
  const id = `${createdAt.replaceAll("-", "").replaceAll(":", "")}-${version}`;
  let unique = id;
  for (let n = 2; taken.has(unique); n++) unique = `${id}-${n}`;
  return unique;
}
