/** The name a vault has unless one is given (DESIGN section 5). */
export const DEFAULT_VAULT = "sst-vault";

/** Words of the AWS CLI that more than one place gives: alarms and messages raw, the CLI quoted and with the profile. */
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
  cli(words: string): string;
  aws(words: string, region?: string): string;
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

/**
 * Commands for texts that the stack makes. Their words may be names that only CloudFormation knows, so nothing is
 * quoted but what has spaces.
 */
export function commandsOf({ vault, region: own }: { vault: string; region: string }): Commands {
  const usual = vault === DEFAULT_VAULT;
  const aws: Commands["aws"] = (words, region = own) => `aws ${words} --region ${region}`;
  const raw = (words: string[]) => aws(words.map((word) => (word.includes(" ") ? `'${word}'` : word)).join(" "));
  return {
    cli: (words) => `npx sst-vault ${words} --region ${own}${usual ? "" : ` --vault ${vault}`}`,
    aws,
    again: (queue) => raw(AWS_WORDS.again(queue)),
    keepPast: (table) => raw(AWS_WORDS.keepPast(table)),
    tellChanges: (table) => raw(AWS_WORDS.tellChanges(table)),
    failuresOf: (functionName, since) => raw(AWS_WORDS.failuresOf(functionName, since)),
    deploy: ["npm run deploy --", ...deployWords({ vault, region: own })].join(" "),
  };
}

/** What follows `npm run deploy --` for a vault. */
export function deployWords({ vault, region }: { vault: string; region: string }): string[] {
  return ["--region", region, ...(vault === DEFAULT_VAULT ? [] : ["-c", `vaultName=${vault}`])];
}
