import * as v from "valibot";
import type { AnyCause } from "../cause.ts";

const text = v.string();
const texts = v.array(v.string());
const count = v.number();
const seconds = v.number();
/** A function, queue, rule, alarm by its whole name: `sst-vault-capture`. */
const name = v.string();

/**
 * What is wrong with a part of the vault: a code, and the facts that its words and its remedy need. Programs branch on
 * the code; `healthText` makes the words, the CLI's advice the commands. A code, once published, keeps its meaning.
 */
export const HealthCause = v.variant("code", [
  // any check
  v.object({ code: v.literal("not-checked"), error: text }),
  v.object({ code: v.literal("right-missing"), function: name, rights: texts }),
  // sweep
  v.object({ code: v.literal("never-swept") }),
  v.object({ code: v.literal("sweep-overdue"), seconds }),
  // capture, verify: queues, and what reads them
  v.object({ code: v.literal("queue-missing"), queue: name }),
  v.object({ code: v.literal("dead-letters"), arn: text, count }),
  v.object({ code: v.literal("no-redrive"), queue: name, url: text, policy: text }),
  v.object({ code: v.literal("waits-too-long"), function: name, seconds }),
  v.object({
    code: v.literal("attempts-fail"),
    function: name,
    parameter: text,
    error: text,
    /** The AWS action that was denied, if that was it. */
    right: v.nullable(text),
    /** Whether the function's role has policies that are not the vault's, which may be what denies it. */
    foreign: v.boolean(),
    seconds,
  }),
  // parameters
  v.object({ code: v.literal("not-captured"), parameters: texts, count, seconds }),
  v.object({ code: v.literal("not-readable"), parameter: text, count }),
  // proofs
  v.object({ code: v.literal("tests-overdue"), parameter: text, seconds }),
  v.object({ code: v.literal("tests-without-result"), count, all: v.boolean() }),
  v.object({ code: v.literal("stored-in-clear"), parameter: text, count }),
  v.object({ code: v.literal("ledger-unusable"), parameter: text, count }),
  // key
  v.object({ code: v.literal("key-unusable"), key: text, state: text }),
  v.object({ code: v.literal("key-deleted"), key: text, state: text, at: text }),
  // tables
  v.object({ code: v.literal("table-missing"), table: text }),
  v.object({ code: v.literal("table-unusable"), table: text, state: text }),
  v.object({ code: v.literal("table-deletable"), table: text }),
  v.object({ code: v.literal("table-not-recoverable"), table: text }),
  v.object({ code: v.literal("ledger-rewritable"), table: text, arn: text, policy: text }),
  // sources
  v.object({ code: v.literal("source-missing"), function: name, source: text, stale: texts, creation: texts }),
  v.object({ code: v.literal("source-disabled"), function: name, mapping: text, state: text }),
  v.object({ code: v.literal("source-failing"), function: name, result: text }),
  v.object({ code: v.literal("stream-off"), function: name, table: text, stale: texts, creation: texts }),
  // rules
  v.object({ code: v.literal("rule-missing"), rule: name }),
  v.object({ code: v.literal("rule-disabled"), rule: name, state: text }),
  v.object({ code: v.literal("rule-without-target"), rule: name, target: text }),
  v.object({ code: v.literal("queue-closed"), queue: name, url: text, policy: text }),
  // functions
  v.object({ code: v.literal("function-missing"), function: name }),
  v.object({ code: v.literal("function-stopped"), function: name }),
  v.object({ code: v.literal("function-failing"), function: name, errors: count, seconds }),
  v.object({ code: v.literal("alias-missing"), function: name, alias: text }),
  v.object({ code: v.literal("rule-not-admitted"), function: name, rule: text }),
  // roles
  v.object({ code: v.literal("rights-missing"), function: name, role: text, rights: texts }),
  v.object({ code: v.literal("foreign-policies"), function: name, role: text, inline: texts, attached: texts }),
  // alarms
  v.object({ code: v.literal("alarms-raised"), alarms: texts }),
  v.object({ code: v.literal("alarms-missing"), alarms: texts }),
  v.object({ code: v.literal("alarms-silenced"), alarms: texts }),
  v.object({ code: v.literal("alarms-without-action"), alarms: texts }),
  // topic
  v.object({ code: v.literal("topic-missing"), topic: text }),
  v.object({ code: v.literal("topic-closed"), topic: text, policy: text }),
  v.object({ code: v.literal("no-subscribers"), topic: text, pending: count }),
  // trail
  v.object({ code: v.literal("no-trail") }),
  v.object({ code: v.literal("trail-stopped"), trail: text, region: text }),
  v.object({ code: v.literal("trail-silent"), trail: text, region: text, parameter: text, seconds }),
]);
export type HealthCause = v.InferOutput<typeof HealthCause>;
type HealthCauseCode = HealthCause["code"];

/** What is only worth knowing: a choice of the account, or a stage's concern. The vault is healthy all the same. */
const NOTES: ReadonlySet<HealthCauseCode> = new Set([
  "stored-in-clear",
  "ledger-unusable",
  "no-subscribers",
  "no-trail",
  "trail-stopped",
  "trail-silent",
] satisfies HealthCauseCode[]);

/** Parts of the stack that only a deploy puts back: it reverts what was changed outside CloudFormation. */
const REPAIRED_BY_DEPLOY: ReadonlySet<HealthCauseCode> = new Set([
  "right-missing",
  "queue-missing",
  "rule-missing",
  "rule-without-target",
  "function-missing",
  "rights-missing",
  "alarms-missing",
  "alarms-without-action",
  "topic-missing",
] satisfies HealthCauseCode[]);

/** Whether the cause leaves the vault healthy. */
export function isNote(cause: HealthCause): boolean {
  // One that has no result may be its stage's fault; that none has is the vault's.
  return NOTES.has(cause.code) || (cause.code === "tests-without-result" && !cause.all);
}

/** Whether a deploy that reverts drift is what mends it. */
export function isRepairedByDeploy(cause: HealthCause): boolean {
  if (cause.code === "attempts-fail") return cause.right !== null && !cause.foreign;
  return REPAIRED_BY_DEPLOY.has(cause.code);
}

/** The causes that this version knows, with their facts: a newer vault may give others. */
export function knownHealthCauses(causes: readonly AnyCause[] = []): HealthCause[] {
  return causes.flatMap((cause) => {
    const parsed = v.safeParse(HealthCause, cause);
    return parsed.success ? [parsed.output] : [];
  });
}
