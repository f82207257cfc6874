import { DescribeRuleCommand, type EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { isAws } from "../aws-error.ts";

/** The states of these rules, by name; null where there is none. */
export async function ruleStates(events: EventBridgeClient, names: string[]): Promise<Record<string, string | null>> {
  const states = names.map(async (Name) => {
    try {
      const { State } = await events.send(new DescribeRuleCommand({ Name }));
      return [Name, State ?? null] as const;
    } catch (error) {
      if (isAws(error, "ResourceNotFoundException")) return [Name, null] as const;
      throw error;
    }
  });
  return Object.fromEntries(await Promise.all(states));
}
