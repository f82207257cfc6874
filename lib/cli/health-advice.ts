import { AWS_WORDS, shellCommand } from "../vault/commands.ts";
import { type HealthCause, isRepairedByDeploy } from "../vault/health/cause.ts";
import { awsCommandLine, commandLine, deployCommandLine } from "./command-line.ts";
import type { GlobalOptions } from "./global-options.ts";

/** There is no one command for it: a trail needs a bucket with a policy, which the console makes along the way. */
const TRAIL_GUIDE =
  "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-create-a-trail-using-the-console-first-time.html";

/**
 * The commands that mend what a check of `status` found, in the order to run them; each once. The one place where a
 * cause of the vault's health becomes a command.
 */
export function healthAdvice(given: GlobalOptions, region: string, causes: readonly HealthCause[]): string[] {
  // What a deploy puts back may be what the others are about.
  const order = (cause: HealthCause) => (isRepairedByDeploy(cause) ? 0 : 1);
  const sorted = [...causes].sort((a, b) => order(a) - order(b));
  return [...new Set(sorted.flatMap((cause) => commandsFor(given, region, cause)))];
}

function commandsFor(options: GlobalOptions, region: string, cause: HealthCause): string[] {
  const given = { ...options, region };
  const aws = (...words: string[]) => awsCommandLine(given, region, words);
  const cli = (command: string, ...operands: string[]) => commandLine(given, command, operands);
  const table = (command: string, name: string, ...words: string[]) =>
    aws("dynamodb", command, "--table-name", name, ...words);
  const queue = (url: string, attribute: "Policy" | "RedrivePolicy", value: string) =>
    aws("sqs", "set-queue-attributes", "--queue-url", url, "--attributes", JSON.stringify({ [attribute]: value }));
  const log = (name: string, since: "1h" | "1d") => aws(...AWS_WORDS.failuresOf(name, since));
  if (isRepairedByDeploy(cause)) return [deployCommandLine(given, region)];
  switch (cause.code) {
    case "not-checked":
      return [cli("status")];
    case "never-swept":
    case "sweep-overdue":
    case "not-captured":
      return [cli("sweep")];
    case "dead-letters":
      return [aws(...AWS_WORDS.again(cause.arn))];
    case "no-redrive":
      return [queue(cause.url, "RedrivePolicy", cause.policy)];
    case "attempts-fail":
      // What is not the vault's is a cause of its own.
      return cause.foreign ? [] : [log(cause.function, "1h")];
    case "waits-too-long":
    case "source-failing":
      return [log(cause.function, "1h")];
    case "not-readable":
      return [cli("audit", cause.parameter)];
    case "tests-overdue":
    case "tests-without-result":
      return [cli("verify")];
    case "ledger-unusable":
      return [commandLine(given, "audit", [cause.parameter], ["--check"])];
    case "stored-in-clear":
      return [cli("verify", cause.parameter)];
    case "key-unusable":
      // By its id: these calls take no alias.
      return [aws("kms", "enable-key", "--key-id", cause.key)];
    case "key-deleted":
      return [
        aws("kms", "cancel-key-deletion", "--key-id", cause.key),
        aws("kms", "enable-key", "--key-id", cause.key),
      ];
    case "table-missing": {
      // AWS makes a backup of a table that is deleted while it has point-in-time recovery.
      const newest = ["--query", "BackupSummaries[-1].BackupArn", "--output", "text"];
      const backup = table("list-backups", cause.table, "--backup-type", "SYSTEM", ...newest);
      const restore = aws("dynamodb", "restore-table-from-backup", "--target-table-name", cause.table);
      return [`${restore} --backup-arn "$(${backup})"`];
    }
    case "table-unusable":
      return [table("describe-table", cause.table)];
    case "table-deletable":
      return [table("update-table", cause.table, "--deletion-protection-enabled")];
    case "table-not-recoverable":
      return [aws(...AWS_WORDS.keepPast(cause.table))];
    case "ledger-rewritable":
      return [aws("dynamodb", "put-resource-policy", "--resource-arn", cause.arn, "--policy", cause.policy)];
    case "source-missing":
      return [...unbind(aws, cause.stale), bind(aws, cause, shellCommand("--event-source-arn", cause.source))];
    case "stream-off": {
      const words = ["--query", "Table.LatestStreamArn", "--output", "text"];
      const stream = table("describe-table", cause.table, ...words);
      return [
        aws(...AWS_WORDS.tellChanges(cause.table)),
        aws("dynamodb", "wait", "table-exists", "--table-name", cause.table),
        ...unbind(aws, cause.stale),
        bind(aws, cause, `--event-source-arn "$(${stream})"`),
      ];
    }
    case "source-disabled":
      return [aws("lambda", "update-event-source-mapping", "--uuid", cause.mapping, "--enabled")];
    case "rule-disabled":
      return [aws("events", "enable-rule", "--name", cause.rule)];
    case "queue-closed":
      return [queue(cause.url, "Policy", cause.policy)];
    case "function-stopped":
      return [aws("lambda", "delete-function-concurrency", "--function-name", cause.function)];
    case "function-failing": {
      const again = cause.function === `${given.vault}-sweep` ? [cli("sweep")] : [];
      return [log(cause.function, "1d"), ...again];
    }
    case "alias-missing": {
      const alias = ["--name", cause.alias, "--function-version", "$LATEST"];
      return [aws("lambda", "create-alias", "--function-name", cause.function, ...alias)];
    }
    case "rule-not-admitted": {
      const who = ["--principal", "events.amazonaws.com", "--source-arn", cause.rule];
      const what = ["--statement-id", "sweep-schedule", "--action", "lambda:InvokeFunction"];
      return [aws("lambda", "add-permission", "--function-name", cause.function, ...what, ...who)];
    }
    case "foreign-policies":
      return [
        ...cause.inline.map((name) =>
          aws("iam", "delete-role-policy", "--role-name", cause.role, "--policy-name", name),
        ),
        ...cause.attached.map((arn) =>
          aws("iam", "detach-role-policy", "--role-name", cause.role, "--policy-arn", arn),
        ),
      ];
    case "alarms-raised": {
      // Each alarm's description says what to do about it.
      const texts = ["--query", "MetricAlarms[].AlarmDescription", "--output", "text"];
      return [aws("cloudwatch", "describe-alarms", "--alarm-names", ...cause.alarms, ...texts)];
    }
    case "alarms-silenced":
      return [aws("cloudwatch", "enable-alarm-actions", "--alarm-names", ...cause.alarms)];
    case "topic-closed": {
      const policy = ["--attribute-name", "Policy", "--attribute-value", cause.policy];
      return [aws("sns", "set-topic-attributes", "--topic-arn", cause.topic, ...policy)];
    }
    case "no-subscribers": {
      const whom = ["--protocol", "email", "--notification-endpoint", "you@example.com"];
      return [aws("sns", "subscribe", "--topic-arn", cause.topic, ...whom)];
    }
    case "no-trail":
      return [TRAIL_GUIDE];
    case "trail-stopped":
      return [awsCommandLine(given, cause.region, ["cloudtrail", "start-logging", "--name", cause.trail])];
    case "trail-silent": {
      const words = ["cloudtrail", "get-event-selectors", "--trail-name", cause.trail];
      return [awsCommandLine(given, cause.region, words)];
    }
    default:
      return [];
  }
}

type Aws = (...words: string[]) => string;

function unbind(aws: Aws, mappings: readonly string[]): string[] {
  return mappings.map((id) => aws("lambda", "delete-event-source-mapping", "--uuid", id));
}

/** Bound anew: no mapping can be moved, and no deploy notices that its stream is another. */
function bind(
  aws: Aws,
  { function: name, creation }: { function: string; creation: string[] },
  source: string,
): string {
  return `${aws("lambda", "create-event-source-mapping", "--function-name", name, ...creation)} ${source}`;
}
