import * as v from "valibot";

/** What an entry of the ledger tells of (DESIGN section 6). */
export const EntryType = v.picklist([
  "created",
  "updated",
  "capture-missed",
  "deleted",
  "restored",
  "restore-refused",
  "verdict-changed",
  "api-call",
  "revealed",
]);

/** Who did it, and how that is known: from Parameter Store, a trail, a caller's own word, or proved. */
export const Actor = v.object({ arn: v.string(), proof: v.picklist(["ssm", "trail", "stated", "verified"]) });
export type Actor = v.InferOutput<typeof Actor>;

/** One entry of the ledger as an auditor reads it. */
export const AuditEvent = v.object({
  /** `<name>#<seq>`: unique in an account and region. */
  id: v.string(),
  seq: v.number(),
  /** When it happened; `recordedAt`: when the vault wrote it down. */
  time: v.string(),
  recordedAt: v.string(),
  app: v.nullable(v.string()),
  stage: v.nullable(v.string()),
  name: v.string(),
  type: EntryType,
  actor: v.nullable(Actor),
  recoveryPoint: v.nullable(v.string()),
  detail: v.record(v.string(), v.unknown()),
  /** The entry's place in its hash chain. */
  hash: v.string(),
});
export type AuditEvent = v.InferOutput<typeof AuditEvent>;

/** `<vault>-query`, op `audit`: one page. Of all parameters oldest first; of one in the ledger's order. */
export const AuditResponse = v.object({
  events: v.array(AuditEvent),
  /** Ids of entries that cannot be read, or stand where they do not belong: a check tells what is wrong with them. */
  unreadable: v.optional(v.array(v.string())),
  nextToken: v.optional(v.string()),
});
export type AuditResponse = v.InferOutput<typeof AuditResponse>;

/** A row of the ledger as it is stored, unparsed: who checks it trusts nothing of it. */
export const ChainRow = v.object({
  /** The parameter's ARN, and the number under which the row stands. */
  parameter: v.string(),
  seq: v.number(),
  body: v.string(),
  hash: v.string(),
  /** Where the index by month files it. */
  month: v.string(),
  moment: v.string(),
});
export type ChainRow = v.InferOutput<typeof ChainRow>;

/** `<vault>-query`, op `chain`: one page, the rows of one parameter in their order. */
export const ChainResponse = v.object({ rows: v.array(ChainRow), nextToken: v.optional(v.string()) });
export type ChainResponse = v.InferOutput<typeof ChainResponse>;

/** The end of one parameter's chain. */
export const Head = v.object({ seq: v.number(), hash: v.string() });
export type Head = v.InferOutput<typeof Head>;

/** What walking the chains found (`audit --check --json`); also what `--heads` reads of an earlier report. */
export const CheckReport = v.object({
  ok: v.boolean(),
  /** The vault's name: there may be several in an account and region. The first reports did not tell it. */
  vault: v.optional(v.string()),
  account: v.string(),
  region: v.string(),
  checkedAt: v.string(),
  parameters: v.number(),
  entries: v.number(),
  findings: v.array(
    v.object({
      name: v.string(),
      seq: v.number(),
      problem: v.string(),
      /** True for an entry in its place that only a newer version can read. */
      newer: v.optional(v.boolean()),
    }),
  ),
  /** By the parameter's name. */
  heads: v.record(v.string(), Head),
  /** The earlier report it was held against, or null. */
  comparedWith: v.nullable(v.object({ checkedAt: v.string(), parameters: v.number() })),
});
export type CheckReport = v.InferOutput<typeof CheckReport>;
