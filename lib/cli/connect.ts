import packageJson from "../../package.json" with { type: "json" };
import { callerIdentity } from "../aws/invoke/caller.ts";
import { invoker } from "../aws/invoke/invoke.ts";
import type { CliPorts } from "./context.ts";

/** The way to a real vault, through Lambda, as the options and the usual AWS environment say. */
export function connectTo(sleep: (milliseconds: number) => Promise<void>): CliPorts["connect"] {
  return ({ region, profile, vault }, note) => {
    const settings = { region, profile };
    const caller = callerIdentity(settings);
    const invoke = invoker({ vault, settings, caller, version: packageJson.version, note, sleep });
    return { invoke, callerArn: async () => (await caller())?.arn ?? null };
  };
}
