import { Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";

/** Writes commands as people can paste them anywhere: with the region, and the vault where it is not the usual one. */
export function commandsOf(scope: Construct, vaultName: string) {
  const { region } = Stack.of(scope);
  const vault = vaultName === "sst-vault" ? "" : ` --vault ${vaultName}`;
  return {
    cli: (words: string) => `npx sst-vault ${words} --region ${region}${vault}`,
    aws: (words: string) => `aws ${words} --region ${region}`,
  };
}
