import * as v from "valibot";
import { type AnyCause, ArtifactName, VerdictCause } from "../cause.ts";
import { StoredInClear } from "../in-clear.ts";

const recoveryPoint = v.string();
/** The verdict's own cause, where that is what decided. */
const because = VerdictCause;
const written = { recoveryPoint: v.nullable(recoveryPoint), version: v.number() };
/** The version that is live instead; its recovery point is null where it could not be read. */
const replacement = v.object({
  version: v.number(),
  createdAt: v.string(),
  createdBy: v.nullable(v.string()),
  recoveryPoint: v.nullable(recoveryPoint),
});

/**
 * Why a restore ended as it did: a code, and the facts that its words and its remedies need. Where the verdict decides
 * alone, it is the verdict's cause. A code, once published, keeps its meaning and its facts.
 */
export const RestoreCause = v.variant("code", [
  VerdictCause,
  // restored; null: it is not known which recovery point the value came from
  v.object({ code: v.literal("restored"), recoveryPoint: v.nullable(recoveryPoint), from: v.optional(v.string()) }),
  // restored, and not live any more: `version` is the restore's own
  v.object({ code: v.literal("replaced-again"), ...written, by: replacement }),
  v.object({ code: v.literal("gone-again"), ...written }),
  // unchanged
  v.object({ code: v.literal("already-live"), recoveryPoint }),
  // planned
  v.object({ code: v.literal("would-replace") }),
  v.object({ code: v.literal("would-create") }),
  // waiting
  v.object({ code: v.literal("recreate-pause"), seconds: v.number() }),
  // refused: no recovery point is proved to be right
  v.object({ code: v.literal("not-recoverable"), verdict: v.string(), because }),
  v.object({ code: v.literal("no-recovery-point"), because: v.nullable(because) }),
  v.object({ code: v.literal("unproved-over-live"), because }),
  v.object({ code: v.literal("values-differ"), because }),
  v.object({ code: v.literal("ledger-incomplete"), because }),
  // refused: the one that was named
  v.object({ code: v.literal("stage-works"), because }),
  v.object({ code: v.literal("point-does-not-open"), recoveryPoint, artifact: ArtifactName }),
  v.object({ code: v.literal("point-unproved"), because }),
  // refused: the other parameter whose value was to be copied
  v.object({ code: v.literal("foreign-does-not-open"), name: v.string(), artifact: ArtifactName }),
  v.object({ code: v.literal("foreign-unproved"), name: v.string(), because }),
  // refused: the live value
  v.object({ code: v.literal("live-changed") }),
  v.object({ code: v.literal("live-not-kept"), version: v.number(), detail: v.string() }),
  v.object({ code: v.literal("ledger-mismatch") }),
  StoredInClear,
  v.object({ code: v.literal("deploy-running"), stage: v.string() }),
  // refused by Parameter Store until a person has changed something; the labels are those of the oldest version
  v.object({ code: v.literal("key-unusable"), keyId: v.string() }),
  v.object({ code: v.literal("parameter-limit") }),
  v.object({ code: v.literal("versions-labelled"), version: v.number(), labels: v.array(v.string()) }),
]);
export type RestoreCause = v.InferOutput<typeof RestoreCause>;

/** What is said beside the outcome of a restore. `forced`: what would have been the cause of a refusal without force. */
export type RestoreWarning =
  | { code: "forced"; cause: RestoreCause }
  // of the recovery point
  | { code: "point-unproved"; because: VerdictCause }
  | { code: "unproved-only-value"; because: VerdictCause }
  | { code: "secrets-stay-closed" }
  | { code: "secrets-untried"; because: VerdictCause }
  | { code: "missed-between"; from: string; to: string }
  | { code: "tags-unknown" }
  | Extract<VerdictCause, { code: "ledger-damaged" | "ledger-newer" }>
  // of the write
  | { code: "keeps-type"; type: string; was: string }
  | { code: "keeps-tier"; tier: string; was: string }
  | { code: "policies-dropped" }
  | { code: "other-key"; was: string; keyId: string | null }
  | { code: "tags-not-added"; error: string }
  | { code: "recorded-late" }
  | Extract<RestoreCause, { code: "replaced-again" | "gone-again" }>
  | StoredInClear
  // of a live value that stays
  | { code: "stage-stays-closed"; verdict: string; because: VerdictCause }
  | { code: "not-applied"; tier: string | null; keyId: string | null };

/** The cause of an outcome with its facts; null for one that this version does not know. */
export function knownRestoreCause(cause: AnyCause | undefined): RestoreCause | null {
  const parsed = v.safeParse(RestoreCause, cause);
  return parsed.success ? parsed.output : null;
}
