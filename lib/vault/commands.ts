/** Commands as they can be pasted anywhere: whole, with the region, and the vault where it is not the usual one. */
export interface Commands {
  cli(words: string): string;
  aws(words: string, region?: string): string;
  /** Shows why a function failed: its own errors, and Lambda's word that it took too long. */
  failuresOf(functionName: string, since: "1h" | "1d"): string;
  /** Brings back what belongs to the stack; the settings of the deployed stack are kept. */
  deploy: string;
}

/** For whoever reads a command where no checkout is at hand. */
export const WHERE_TO_TYPE =
  "What begins with npx is for the vault's own checkout: elsewhere npx would look for a package of that name.";

export function commandsOf({ vault, region: own }: { vault: string; region: string }): Commands {
  const usual = vault === "sst-vault";
  const aws: Commands["aws"] = (words, region = own) => `aws ${words} --region ${region}`;
  return {
    cli: (words) => `npx sst-vault ${words} --region ${own}${usual ? "" : ` --vault ${vault}`}`,
    aws,
    failuresOf: (functionName, since) =>
      aws(`logs tail /aws/lambda/${functionName} --since ${since} --filter-pattern '?ERROR ?timeout'`),
    deploy: `npm run deploy -- --region ${own}${usual ? "" : ` -c vaultName=${vault}`}`,
  };
}
