import { DescribeRuleCommand, type EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { isAws } from "../aws-error.ts";
import { CHANGE_RULES } from "../environment.ts";

/** The states of the rules that bring changes, by name; null where there is none. */
export async function changeRules(
  events: EventBridgeClient,
  named: (rule: string) => string,
): Promise<Record<string, string | null>> {
  const states = Object.values(CHANGE_RULES).map(async (rule) => {
    const Name = named(rule);
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
