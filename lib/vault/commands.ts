import { plain } from "./plain.ts";

/** The name a vault has unless one is given (DESIGN section 5). */
export const DEFAULT_VAULT = "sst-vault";

/**
 * One command line for a POSIX shell, which reads every word back as it is given here. Every command that is printed or
 * mailed is made here: names, ids and reasons in it are chosen by others. Control characters are spelled out, since a
 * terminal or a mail would obey them in quotes, too.
 */
export function shellCommand(...words: string[]): string {
  return words.map(quotedWord).join(" ");
}

function quotedWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${plain(word).replaceAll("'", `'\\''`)}'`;
}

/** A command of this product's CLI. */
export function cliCommand(...words: string[]): string {
  return shellCommand("npx", "sst-vault", ...words);
}

/** Words of the AWS CLI that more than one place gives, with or without a profile. */
export const AWS_WORDS = {
  /** Has the dead letters of a queue handled again: to the queue by name, since what EventBridge laid there came from none. */
  again: (queueArn: string) => [
    ...["sqs", "start-message-move-task"],
    ...["--source-arn", `${queueArn}-dlq`, "--destination-arn", queueArn],
  ],
  /** Has a table's past kept, for as long as AWS does. */
  keepPast: (table: string) => [
    ...["dynamodb", "update-continuous-backups", "--table-name", table, "--point-in-time-recovery-specification"],
    "PointInTimeRecoveryEnabled=true,RecoveryPeriodInDays=35",
  ],
  /** Has a table's changes told, by their keys alone. */
  tellChanges: (table: string) => [
    ...["dynamodb", "update-table", "--table-name", table, "--stream-specification"],
    "StreamEnabled=true,StreamViewType=KEYS_ONLY",
  ],
  /** Shows why a function failed: its own errors, and Lambda's word that it took too long. */
  failuresOf: (functionName: string, since: "1h" | "1d") => [
    ...["logs", "tail", `/aws/lambda/${functionName}`, "--since", since, "--filter-pattern", "?ERROR ?timeout"],
  ],
};

/** Commands as they can be pasted anywhere: whole, with the region, and the vault where it is not the usual one. */
export interface Commands {
  cli(...words: string[]): string;
  aws(...words: string[]): string;
  again(queueArn: string): string;
  keepPast(table: string): string;
  tellChanges(table: string): string;
  failuresOf(functionName: string, since: "1h" | "1d"): string;
  /** Brings back what belongs to the stack; the settings of the deployed stack are kept. */
  deploy: string;
}

/** For whoever reads a command where no checkout is at hand. */
export const WHERE_TO_TYPE =
  "What begins with npx is for the vault's own checkout: elsewhere npx would look for a package of that name.";

/** Commands for messages, and for texts that the stack makes: names that only CloudFormation knows come quoted. */
export function commandsOf({ vault, region }: { vault: string; region: string }): Commands {
  const named = vault === DEFAULT_VAULT ? [] : ["--vault", vault];
  const aws: Commands["aws"] = (...words) => shellCommand("aws", ...words, "--region", region);
  return {
    cli: (...words) => cliCommand(...words, "--region", region, ...named),
    aws,
    again: (queue) => aws(...AWS_WORDS.again(queue)),
    keepPast: (table) => aws(...AWS_WORDS.keepPast(table)),
    tellChanges: (table) => aws(...AWS_WORDS.tellChanges(table)),
    failuresOf: (functionName, since) => aws(...AWS_WORDS.failuresOf(functionName, since)),
    deploy: deployCommand({ vault, region }),
  };
}

/** The deploy of a vault. */
export function deployCommand({ vault, region }: { vault: string; region: string }, ...more: string[]): string {
  const named = vault === DEFAULT_VAULT ? [] : ["-c", `vaultName=${vault}`];
  return shellCommand("npm", "run", "deploy", "--", "--region", region, ...named, ...more);
}
