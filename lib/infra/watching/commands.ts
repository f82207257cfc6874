import { Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { type Commands, commandsOf } from "../../vault/commands.ts";

/** The commands about the vault of a stack, as people can paste them anywhere. */
export function commandsIn(scope: Construct, vaultName: string): Commands {
  return commandsOf({ vault: vaultName, region: Stack.of(scope).region });
}
