import { DisableRuleCommand, EventBridgeClient, PutRuleCommand } from "@aws-sdk/client-eventbridge";
import { expect, test } from "vitest";
import { ruleStates } from "../../../../lib/aws/health/rules.ts";
import { localAws } from "../../../support/local-aws.ts";
import { unique } from "../../../support/local-parts.ts";

const events = new EventBridgeClient(localAws());

test("each rule tells its state, and one that is not there has none", async () => {
  const vault = unique("v").slice(0, 30);
  const named = (rule: string) => `${vault}-${rule}`;
  const names = [named("changes"), named("trail")];
  const EventPattern = '{"source":["nobody"]}';
  await events.send(new PutRuleCommand({ Name: named("changes"), EventPattern }));
  expect(await ruleStates(events, names)).toEqual({ [named("changes")]: "ENABLED", [named("trail")]: null });
  await events.send(new PutRuleCommand({ Name: named("trail"), EventPattern }));
  await events.send(new DisableRuleCommand({ Name: named("changes") }));
  expect(await ruleStates(events, names)).toEqual({ [named("changes")]: "DISABLED", [named("trail")]: "ENABLED" });
});
