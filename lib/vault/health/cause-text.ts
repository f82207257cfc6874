import { counted } from "../counted.ts";
import type { HealthCause } from "./cause.ts";

/** The words for what is wrong with a part of the vault. The one place where they are made. */
export function healthText(cause: HealthCause): string {
  switch (cause.code) {
    case "not-checked":
      return `could not be checked: ${cause.error}`;
    case "right-missing":
      return `could not be checked: the role of ${cause.function} needs ${cause.rights.join(", ")}`;
    case "never-swept":
      return "no sweep has finished yet";
    case "sweep-overdue":
      return `the last sweep was ${span(cause.seconds)} ago`;
    case "queue-missing":
      return `the queue ${cause.queue} is missing`;
    case "dead-letters":
      return `${counted(cause.count, "dead letter")}: messages that could not be handled`;
    case "no-redrive":
      return `messages that fail do not go from ${cause.queue} to its dead-letter queue`;
    case "waits-too-long":
      return `the oldest message has waited ${span(cause.seconds)} for ${cause.function}`;
    case "attempts-fail": {
      const why = cause.right === null ? cause.error : `${cause.error} on ${cause.right}`;
      return `${cause.function} fails on ${cause.parameter}: ${why}, ${span(cause.seconds)} ago`;
    }
    case "not-captured":
      return `Parameter Store lists ${some(cause.parameters, cause.count)}, which the vault has not captured for ${span(cause.seconds)}`;
    case "not-readable":
      return `the live value of ${some([cause.parameter], cause.count)} could not be read and is not in the vault`;
    case "tests-overdue":
      return `${cause.parameter} has had no restore test for ${span(cause.seconds)}`;
    case "tests-without-result":
      return cause.all
        ? `none of ${counted(cause.count, "live parameter")} could be tested`
        : `${counted(cause.count, "live parameter")} could not be tested`;
    case "stored-in-clear":
      return `${some([cause.parameter], cause.count)} ${cause.count === 1 ? "is" : "are"} stored in clear: not a SecureString`;
    case "ledger-unusable":
      return `the ledger of ${some([cause.parameter], cause.count)} has entries that cannot be used`;
    case "key-unusable":
      return `the key is ${cause.state}: nothing can be captured, tested or restored`;
    case "key-deleted":
      return `the key is ${cause.state}: AWS deletes it on ${cause.at}, and no recovery point can be decrypted after that`;
    case "table-missing":
      return `the table ${cause.table} is missing`;
    case "table-unusable":
      return `the table ${cause.table} is ${cause.state}`;
    case "table-deletable":
      return `the table ${cause.table} has no deletion protection`;
    case "table-not-recoverable":
      return `the table ${cause.table} has no point-in-time recovery`;
    case "ledger-rewritable":
      return `the policy of ${cause.table} that keeps entries from being changed is missing or weakened (the command replaces the present one)`;
    case "source-missing": {
      const stale = cause.stale.length > 0 ? "; it is bound to an old one" : "";
      return `${cause.function} is not bound to ${cause.source}${stale}`;
    }
    case "source-disabled":
      return `the event source of ${cause.function} is ${cause.state}`;
    case "source-failing":
      return `the event source of ${cause.function} reports: ${cause.result}`;
    case "stream-off":
      return `the table ${cause.table} has no stream for ${cause.function}: changes of ledger entries go unnoticed`;
    case "rule-missing":
      return `the rule ${cause.rule} is missing`;
    case "rule-disabled":
      return `the rule ${cause.rule} is ${cause.state}`;
    case "rule-without-target":
      return `the rule ${cause.rule} does not send to ${cause.target}`;
    case "queue-closed":
      return `the policy of the queue ${cause.queue} keeps the vault's rules out (the command replaces it)`;
    case "function-missing":
      return `the function ${cause.function} is missing`;
    case "function-stopped":
      return `the function ${cause.function} has reserved concurrency 0: it does not run`;
    case "function-failing":
      return `the function ${cause.function} failed in its last run, ${span(cause.seconds)} ago (${counted(cause.errors, "error")} in 24 hours)`;
    case "alias-missing":
      return `the function ${cause.function} has no alias ${cause.alias}`;
    case "rule-not-admitted":
      return `the rule ${cause.rule} may not invoke ${cause.function}`;
    case "rights-missing":
      return `the role of ${cause.function} lacks ${cause.rights.join(", ")}`;
    case "foreign-policies": {
      const all = [...cause.inline, ...cause.attached];
      return `the role of ${cause.function} has policies that are not the vault's: ${all.join(", ")}`;
    }
    case "alarms-raised":
      return `raised: ${cause.alarms.join(", ")}`;
    case "alarms-missing":
      return `missing: ${cause.alarms.join(", ")}`;
    case "alarms-silenced":
      return `silenced: ${cause.alarms.join(", ")}`;
    case "alarms-without-action":
      return `do not notify the vault's topic: ${cause.alarms.join(", ")}`;
    case "topic-missing":
      return "the topic is missing: notifications and alarms go nowhere";
    case "topic-closed":
      return "the topic's policy keeps the vault's alarms out (the command replaces it)";
    case "no-subscribers": {
      const pending =
        cause.pending > 0 ? ` (${cause.pending} not confirmed yet, by the link in the mail from AWS)` : "";
      return `no subscribers${pending}: notifications and alarms go nowhere`;
    }
    case "no-trail":
      return `no trail covers this region (one of management events is free)${UNSEEN}`;
    case "trail-stopped":
      return `the trail ${cause.trail} is stopped${UNSEEN}`;
    case "trail-silent":
      return `the trail ${cause.trail} delivers nothing, not even the change of ${cause.parameter} ${span(cause.seconds)} ago${UNSEEN}`;
  }
}

const UNSEEN = ": the vault cannot say who deletes a passphrase, nor report at once what is done to the key and tables";

/** The first of many, and how many more. */
function some(names: readonly string[], count: number): string {
  const more = count - names.length;
  return `${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** A span in words: seconds, from two minutes on minutes, from two hours on hours, from two days on days. */
export function span(seconds: number): string {
  if (seconds < 120) return counted(Math.round(seconds), "second");
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return counted(minutes, "minute");
  return minutes < 48 * 60 ? counted(Math.round(minutes / 60), "hour") : counted(Math.round(minutes / 1440), "day");
}
