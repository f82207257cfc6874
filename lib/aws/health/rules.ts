import { DescribeRuleCommand, type EventBridgeClient, ListTargetsByRuleCommand } from "@aws-sdk/client-eventbridge";
import type { RuleHealth } from "../../vault/health/probes.ts";
import { isAws } from "../aws-error.ts";

/** How a rule is, and whether it hands events to whom it must. */
export async function ruleHealth(events: EventBridgeClient, name: string, target: string): Promise<RuleHealth> {
  try {
    const [{ State }, { Targets = [] }] = await Promise.all([
      events.send(new DescribeRuleCommand({ Name: name })),
      events.send(new ListTargetsByRuleCommand({ Rule: name })),
    ]);
    return { name, state: State ?? "unknown", target, targets: Targets.flatMap(({ Arn }) => Arn ?? []) };
  } catch (error) {
    if (isAws(error, "ResourceNotFoundException")) return { name, state: null, target, targets: [] };
    throw error;
  }
}
