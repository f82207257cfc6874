/** The name a vault has unless one is given (DESIGN section 5). */
export const DEFAULT_VAULT = "sst-vault";

/** Commands as they can be pasted anywhere: whole, with the region, and the vault where it is not the usual one. */
export interface Commands {
  cli(words: string): string;
  aws(words: string, region?: string): string;
  /** Has the dead letters of a queue handled again; by the queue's ARN. */
  again(queueArn: string): string;
  /** Has a table's past kept, for as long as AWS does. */
  keepPast(table: string): string;
  /** Has a table's changes told, by their keys alone. */
  tellChanges(table: string): string;
  /** Shows why a function failed: its own errors, and Lambda's word that it took too long. */
  failuresOf(functionName: string, since: "1h" | "1d"): string;
  /** Brings back what belongs to the stack; the settings of the deployed stack are kept. */
  deploy: string;
}

/** For whoever reads a command where no checkout is at hand. */
export const WHERE_TO_TYPE =
  "What begins with npx is for the vault's own checkout: elsewhere npx would look for a package of that name.";

export function commandsOf({ vault, region: own }: { vault: string; region: string }): Commands {
  const usual = vault === DEFAULT_VAULT;
  const aws: Commands["aws"] = (words, region = own) => `aws ${words} --region ${region}`;
  return {
    cli: (words) => `npx sst-vault ${words} --region ${own}${usual ? "" : ` --vault ${vault}`}`,
    aws,
    // To the queue by name: what EventBridge itself laid there has no queue that it came from.
    again: (queue) => aws(`sqs start-message-move-task --source-arn ${queue}-dlq --destination-arn ${queue}`),
    keepPast: (table) => {
      const past = "PointInTimeRecoveryEnabled=true,RecoveryPeriodInDays=35";
      return aws(
        `dynamodb update-continuous-backups --table-name ${table} --point-in-time-recovery-specification ${past}`,
      );
    },
    tellChanges: (table) => {
      const stream = "StreamEnabled=true,StreamViewType=KEYS_ONLY";
      return aws(`dynamodb update-table --table-name ${table} --stream-specification ${stream}`);
    },
    failuresOf: (functionName, since) =>
      aws(`logs tail /aws/lambda/${functionName} --since ${since} --filter-pattern '?ERROR ?timeout'`),
    deploy: `npm run deploy -- --region ${own}${usual ? "" : ` -c vaultName=${vault}`}`,
  };
}
