import {
  CloudFormationClient,
  DescribeStacksCommand,
  UpdateTerminationProtectionCommand,
} from "@aws-sdk/client-cloudformation";
import * as v from "valibot";
import { isAws } from "../aws/aws-error.ts";
import { readSettings, type Settings, type VaultSettings } from "../infra/settings.ts";
import { mayNot } from "./may-not.ts";
import type { Target } from "./target.ts";

/** Settings as they are written on a command line or into a stack's output. */
export type Written = ReadonlyMap<string, string>;

/** The stack's output `Settings`; whatever it does not know it does not keep. */
const Output = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.union([v.string(), v.number()])));

/** A stack that stands: its settings, and where what it keeps is. */
export interface Standing {
  settings: Written;
  ledgerTable: string | undefined;
  keyArn: string | undefined;
}

/** What stands of a stack, or only what a first deploy left that failed. */
export type Deployed = Standing | "failed";

/** A stack that never stood: the CDK deletes it before it deploys anew (CloudFormation user guide, stack status codes). */
const NEVER_STOOD: ReadonlySet<string | undefined> = new Set(["ROLLBACK_COMPLETE", "ROLLBACK_FAILED"]);

/**
 * What stands of the stack; null where there is none.
 * @throws VaultError `NotAllowed` where that may not be asked
 */
export async function deployedStack({ region, credentials }: Target, stack: string): Promise<Deployed | null> {
  try {
    const cloudFormation = new CloudFormationClient({ region, credentials });
    const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stack }));
    const [found] = Stacks;
    if (!found || found.StackStatus === "REVIEW_IN_PROGRESS") return null;
    if (NEVER_STOOD.has(found.StackStatus)) return "failed";
    const output = (name: string) => found.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
    const settings = v.safeParse(Output, output("Settings"));
    // A stack from before that output: nobody can tell what it was given.
    const entries = settings.success ? Object.entries(settings.output) : [];
    return {
      settings: new Map(entries.map(([name, value]) => [name, `${value}`])),
      ledgerTable: output("LedgerTable"),
      keyArn: output("KeyArn"),
    };
  } catch (error) {
    // So CloudFormation says that there is no such stack (AWS API reference, DescribeStacks).
    if (isAws(error, "ValidationError")) return null;
    return mayNot("cloudformation:DescribeStacks")(error);
  }
}

/**
 * Lets a stack be deleted that never stood: the protection, which is on from the first moment, would prevent it.
 * @throws VaultError `NotAllowed` where that may not be done
 */
export async function letGo({ region, credentials }: Target, StackName: string): Promise<void> {
  const off = new UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection: false });
  await new CloudFormationClient({ region, credentials })
    .send(off)
    .catch(mayNot("cloudformation:UpdateTerminationProtection"));
}

/** What is given wins over what is deployed, and an empty value over both: it stands for the default. */
export function settle(given: Written, deployed: Written | null): Settings {
  return readSettings((name) => (given.get(name) ?? deployed?.get(name)) || undefined);
}

/** A line for each setting that a deploy would change, as `notify: team@example.com → (none)`. */
export function changes(settings: Settings, deployed: Written | null): string[] {
  if (!deployed || deployed.size === 0) return [];
  const names = Object.keys(settings) as (keyof VaultSettings)[];
  return names.flatMap((name) => {
    const [before, after] = [deployed.get(name), settings[name]];
    if (before === after?.toString()) return [];
    return [`  ${name}: ${before ?? "(none)"} → ${after ?? "(none)"}`];
  });
}
