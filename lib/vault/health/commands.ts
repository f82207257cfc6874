import type { Home } from "../parameter.ts";

/** Commands as they can be pasted anywhere: whole, with the region, and the vault where it is not the usual one. */
export interface Commands {
  cli(words: string): string;
  aws(words: string, region?: string): string;
  /** Brings back what belongs to the stack; the settings of the deployed stack are kept. */
  deploy: string;
}

export function commandsOf({ vault, home }: { vault: string; home: Pick<Home, "region"> }): Commands {
  const usual = vault === "sst-vault";
  return {
    cli: (words) => `npx sst-vault ${words} --region ${home.region}${usual ? "" : ` --vault ${vault}`}`,
    aws: (words, region = home.region) => `aws ${words} --region ${region}`,
    deploy: `npm run deploy -- --region ${home.region}${usual ? "" : ` -c vaultName=${vault}`}`,
  };
}
