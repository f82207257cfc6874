/** Commands as they can be pasted anywhere: whole, with the region, and the vault where it is not the usual one. */
export interface Commands {
  cli(words: string): string;
  aws(words: string, region?: string): string;
  /** Brings back what belongs to the stack; the settings of the deployed stack are kept. */
  deploy: string;
}

/** For whoever reads a command where no checkout is at hand. */
export const WHERE_TO_TYPE =
  "What begins with npx is for the vault's own checkout: elsewhere npx would look for a package of that name.";

export function commandsOf({ vault, region: own }: { vault: string; region: string }): Commands {
  const usual = vault === "sst-vault";
  return {
    cli: (words) => `npx sst-vault ${words} --region ${own}${usual ? "" : ` --vault ${vault}`}`,
    aws: (words, region = own) => `aws ${words} --region ${region}`,
    deploy: `npm run deploy -- --region ${own}${usual ? "" : ` -c vaultName=${vault}`}`,
  };
}
