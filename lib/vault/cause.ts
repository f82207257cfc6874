import * as v from "valibot";
import { BOOTSTRAP_PROBLEMS, type BootstrapProblem } from "../sst/bootstrap.ts";
import { SECRETS_PROBLEMS } from "../sst/secrets-file.ts";
import { STATE_PROBLEMS } from "../sst/state-file.ts";

/** The two files that prove a passphrase: Pulumi's state and SST's secrets. `_fallback` has only the second. */
export const ArtifactName = v.picklist(["state", "secrets"]);
export type ArtifactName = v.InferOutput<typeof ArtifactName>;

const artifacts = v.array(ArtifactName);
const bucket = v.string();
const object = { bucket, key: v.string() };
/** The name of an AWS error, never its text. */
const error = v.string();
/** The bucket of the last proof. */
const provedIn = v.nullable(v.string());

/**
 * Why a verdict is what it is: a code, and the facts that its words and its remedy need. Programs branch on the code;
 * `causeText` makes the words, the CLI's advice the commands. A code, once published, keeps its meaning and its facts.
 */
export const VerdictCause = v.variant("code", [
  // ok, recoverable, split, lost, retired
  v.object({ code: v.literal("live-opens-all"), artifacts }),
  v.object({ code: v.literal("recovery-point-opens-all"), artifacts, recoveryPoint: v.string(), live: v.boolean() }),
  v.object({ code: v.literal("opened-by-different-values") }),
  v.object({
    code: v.literal("not-opened"),
    artifacts,
    /** How many recovery points of other parameters were tried, of how many there are. */
    searched: v.optional(v.object({ tried: v.number(), of: v.number() })),
  }),
  v.object({ code: v.literal("state-empty") }),
  v.object({ code: v.literal("purged") }),
  // unproven: no finding
  v.object({ code: v.literal("nothing-to-test") }),
  // unproven: the evidence was deleted, cannot be read, or may be another's
  v.object({ code: v.literal("deleted-by-hand"), artifact: ArtifactName, ...object, version: v.string() }),
  v.object({ code: v.literal("bootstrap-missing"), provedIn }),
  v.object({ code: v.literal("bootstrap-denied"), provedIn }),
  v.object({ code: v.literal("bootstrap-invalid"), problem: v.picklist(BOOTSTRAP_PROBLEMS), provedIn }),
  v.object({ code: v.literal("bootstrap-error"), error, provedIn }),
  v.object({ code: v.literal("bucket-moved"), bucket, provedIn: v.string() }),
  v.object({ code: v.literal("bucket-lacks-stage"), bucket, provedIn: v.string() }),
  v.object({ code: v.literal("bucket-missing"), bucket }),
  v.object({
    code: v.literal("object-denied"),
    ...object,
    right: v.picklist(["s3:GetObject", "s3:ListBucketVersions"]),
    error,
  }),
  v.object({ code: v.literal("object-error"), ...object, error }),
  v.object({
    code: v.literal("file-unreadable"),
    artifact: ArtifactName,
    ...object,
    problem: v.picklist([...STATE_PROBLEMS, ...SECRETS_PROBLEMS]),
  }),
  // unproven: the values cannot all be tried
  v.object({ code: v.literal("live-unreadable"), detail: v.string() }),
  v.object({ code: v.literal("too-many-values"), artifacts }),
  v.object({ code: v.literal("ledger-damaged"), entries: v.array(v.number()), recoveryPoints: v.array(v.string()) }),
  v.object({ code: v.literal("ledger-newer"), entries: v.array(v.number()) }),
  v.object({ code: v.literal("ledger-unreadable"), error, detail: v.string() }),
]);
export type VerdictCause = v.InferOutput<typeof VerdictCause>;
export type VerdictCauseCode = VerdictCause["code"];

/** Why the bootstrap names no bucket, but for where an earlier proof was made. */
export type BootstrapCause =
  | { code: "bootstrap-missing" | "bootstrap-denied" }
  | { code: "bootstrap-invalid"; problem: BootstrapProblem }
  | { code: "bootstrap-error"; error: string };

/** What of a ledger cannot be used: entries or sealed values that are not what was stored, or entries of a newer vault. */
export type Damage = Extract<VerdictCause, { code: "ledger-damaged" | "ledger-newer" }>;

/** A cause as an answer or a stored row carries it: another version of the vault may know more codes. */
export const AnyCause = v.looseObject({ code: v.string() });
export type AnyCause = v.InferOutput<typeof AnyCause>;

/** The cause of a verdict with its facts; null for one that this version does not know. */
export function knownCause(cause: AnyCause | undefined): VerdictCause | null {
  const parsed = v.safeParse(VerdictCause, cause);
  return parsed.success ? parsed.output : null;
}
