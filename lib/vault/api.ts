import * as v from "valibot";
import { AnyCause } from "./cause.ts";
import { isMoment } from "./moment.ts";
import { oneLine } from "./one-line.ts";

/**
 * The requests and responses of the vault's functions: one schema for the functions, which parse requests
 * with it, and the CLI, which parses responses with it. The shapes are DESIGN's contract (section 6 and 7).
 * Requests are strict, since a misspelt option must not be ignored; responses may carry more.
 */
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(1011));
/** Not every text of that form is a time we can compute with: of some the year has more than four digits in UTC. */
const instant = v.pipe(
  v.string(),
  v.isoTimestamp("must be an ISO 8601 time with a zone"),
  v.check((text) => isMoment(text), "must be a time of the years 0 to 9999"),
);
const target = { app: v.optional(name), stage: v.optional(name), name: v.optional(name) };

const Tier = v.picklist(["Standard", "Advanced", "Intelligent-Tiering"]);
const Proof = v.picklist(["yes", "no", "absent", "untested"]);
export const Opens = v.object({ state: Proof, secrets: Proof });
export type Opens = v.InferOutput<typeof Opens>;

export const Verdict = v.picklist(["unproven", "ok", "recoverable", "split", "lost", "retired"]);
export type Verdict = v.InferOutput<typeof Verdict>;

export const Source = v.picklist(["event", "sweep", "restore"]);
export type Source = v.InferOutput<typeof Source>;

const identity = {
  account: v.string(),
  region: v.string(),
  app: v.nullable(v.string()),
  stage: v.nullable(v.string()),
  name: v.string(),
};

/** The newest recovery point of a parameter. */
export const LatestPoint = v.object({
  id: v.string(),
  createdAt: v.string(),
  createdBy: v.nullable(v.string()),
  capturedAt: v.string(),
  source: Source,
});

export const ParameterSummary = v.object({
  ...identity,
  live: v.boolean(),
  recoveryPoints: v.number(),
  latest: v.nullable(LatestPoint),
  verdict: Verdict,
  /** True where something was captured or deleted since the verdict was found. */
  stale: v.optional(v.boolean()),
  /** When the verdict was last proved; left out before the first restore test. */
  provedAt: v.optional(v.string()),
  /** How many entries its ledger has. */
  entries: v.optional(v.number()),
  /** Since when sweeps find it in Parameter Store and not in the vault; left out for what is captured. */
  pendingSince: v.optional(v.string()),
});
export type ParameterSummary = v.InferOutput<typeof ParameterSummary>;

export const RecoveryPointSummary = v.object({
  id: v.string(),
  life: v.number(),
  createdAt: v.string(),
  createdBy: v.nullable(v.string()),
  capturedAt: v.string(),
  source: Source,
  parameterVersion: v.number(),
  live: v.boolean(),
  opens: Opens,
});
export type RecoveryPointSummary = v.InferOutput<typeof RecoveryPointSummary>;

/** `<vault>-query`: metadata only. `nextToken` asks for the page after the one that gave it. */
export const QueryRequest = v.variant("op", [
  v.strictObject({
    op: v.literal("list"),
    app: v.optional(name),
    /** Only the parameters that are deleted. */
    deleted: v.optional(v.boolean()),
    nextToken: v.optional(v.string()),
  }),
  v.strictObject({ op: v.literal("history"), ...target, nextToken: v.optional(v.string()) }),
  /** Times from `since` to `until`, both included. `app` alone is all of the app; no target is everything. */
  v.strictObject({
    op: v.literal("audit"),
    ...target,
    since: v.optional(instant),
    until: v.optional(instant),
    nextToken: v.optional(v.string()),
  }),
  v.strictObject({ op: v.literal("chain"), ...target, nextToken: v.optional(v.string()) }),
  v.strictObject({ op: v.literal("status") }),
]);
export type QueryRequest = v.InferOutput<typeof QueryRequest>;

const page = { nextToken: v.optional(v.string()) };
export const ListResponse = v.object({ parameters: v.array(ParameterSummary), ...page });
export type ListResponse = v.InferOutput<typeof ListResponse>;
export const HistoryResponse = v.object({
  parameter: ParameterSummary,
  recoveryPoints: v.array(RecoveryPointSummary),
  ...page,
});
export type HistoryResponse = v.InferOutput<typeof HistoryResponse>;
/**
 * `causes`: what is wrong, as codes with their facts (health/cause.ts), of which the CLI makes the commands. `advisory`:
 * worth knowing, but the vault is healthy all the same.
 */
export const Check = v.object({
  name: v.string(),
  ok: v.boolean(),
  detail: v.string(),
  causes: v.optional(v.array(AnyCause)),
  advisory: v.optional(v.boolean()),
});
export type Check = v.InferOutput<typeof Check>;
export const StatusResponse = v.object({ healthy: v.boolean(), checks: v.array(Check) });
export type StatusResponse = v.InferOutput<typeof StatusResponse>;

/** `<vault>-sweep`: no options. The schedule's event is ignored by the shell. */
export const SweepResponse = v.object({ parameters: v.number(), enqueued: v.number() });
export type SweepResponse = v.InferOutput<typeof SweepResponse>;

/** `<vault>-restore`. `force` counts only through the function's alias `force`. */
export const RestoreRequest = v.strictObject({
  ...target,
  /** What was confirmed to be replaced: a recovery point's id, or null for nothing. Anything else there is refused. */
  replaces: v.optional(v.nullable(name)),
  /** As `--all` asks: a stage that was found recoverable and is not any more, as one that was purged since, is refused. */
  onlyRecoverable: v.optional(v.boolean()),
  recoveryPoint: v.optional(name),
  /** Another parameter, as `<app>/<stage>` or by its full name, whose value is copied; counts only through the function's alias `force`. */
  from: v.optional(name),
  at: v.optional(instant),
  dryRun: v.optional(v.boolean()),
  force: v.optional(v.boolean()),
  tier: v.optional(Tier),
  keyId: v.optional(name),
  reason: v.optional(v.pipe(v.string(), v.maxLength(1000), v.transform(oneLine))),
  actor: v.optional(v.pipe(v.string(), v.maxLength(2048), v.transform(oneLine))),
  requestId: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(128))),
});
export type RestoreRequest = v.InferOutput<typeof RestoreRequest>;

const RestoreOutcome = v.picklist(["restored", "unchanged", "planned", "refused", "waiting"]);

/** One step towards saving both sides of a split, in order; the CLI makes the commands. */
export const SplitStep = v.variant("do", [
  v.object({ do: v.literal("restore"), recoveryPoint: v.string(), force: v.boolean() }),
  /** Read all secrets of the stage into a file. */
  v.object({ do: v.literal("save-secrets") }),
  v.object({ do: v.literal("delete-secrets"), bucket: v.string(), key: v.string() }),
  v.object({ do: v.literal("load-secrets") }),
  v.object({ do: v.literal("delete-saved-secrets") }),
]);
export type SplitStep = v.InferOutput<typeof SplitStep>;

export const RestoreResponse = v.object({
  outcome: RestoreOutcome,
  ...identity,
  recoveryPoint: v.nullable(v.string()),
  /** The other parameter that the recovery point is of. */
  from: v.optional(v.string()),
  opens: Opens,
  replaced: v.nullable(v.string()),
  /** Whether there was no such parameter before. */
  wasAbsent: v.optional(v.boolean()),
  created: v.nullable(v.string()),
  parameterVersion: v.nullable(v.number()),
  warnings: v.array(v.string()),
  /** The same as codes with their facts, one for each. */
  warningCauses: v.optional(v.array(AnyCause)),
  /** True where only force allowed it. */
  forced: v.optional(v.boolean()),
  reason: v.string(),
  /** Why, as a code with its facts, which programs branch on; a vault of 0.1.0 answers none. */
  cause: v.optional(AnyCause),
  candidates: v.optional(v.array(RecoveryPointSummary)),
  /** What saves both sides of a split; those of another version, which are not known here, are left out. */
  steps: v.optional(v.fallback(v.array(SplitStep), [])),
  /** AWS wants a pause first: a real restore waits so long, or answers `waiting`. */
  retryAfterSeconds: v.optional(v.number()),
});
export type RestoreResponse = v.InferOutput<typeof RestoreResponse>;

/**
 * `<vault>-verify`, asked directly: one parameter, and the app's `_fallback` beside it where it has one. `allowNew`: a
 * parameter that nobody knows is no error, and has no result.
 */
export const VerifyRequest = v.strictObject({
  ...target,
  acceptBucket: v.optional(name),
  allowNew: v.optional(v.boolean()),
});
export type VerifyRequest = v.InferOutput<typeof VerifyRequest>;
const Elsewhere = v.object({ name: v.string(), recoveryPoint: v.string() });
export const VerifyResult = v.object({
  app: v.nullable(v.string()),
  stage: v.nullable(v.string()),
  name: v.string(),
  live: v.boolean(),
  verdict: Verdict,
  recoveryPoint: v.nullable(v.string()),
  opens: Opens,
  reason: v.string(),
  /** Why, as a code with its facts, which programs branch on; a vault of 0.1.0 answers none. */
  cause: v.optional(AnyCause),
  /** What is wrong whatever the verdict, in words and as codes with their facts, one for each. */
  warnings: v.optional(v.array(v.string())),
  warningCauses: v.optional(v.array(AnyCause)),
  /** Where nothing of its own opens the stage: the recovery point of another parameter that does, if one was found. */
  elsewhere: v.optional(v.nullable(Elsewhere)),
});
export type VerifyResult = v.InferOutput<typeof VerifyResult>;
export const VerifyResponse = v.object({ results: v.array(VerifyResult) });
export type VerifyResponse = v.InferOutput<typeof VerifyResponse>;

/** Nothing has been tried on a recovery point yet. */
export const UNTESTED: Opens = { state: "untested", secrets: "untested" };
