import {
  DisableRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import { expect, test } from "vitest";
import { ruleHealth } from "../../../../lib/aws/health/rules.ts";
import { localAws } from "../../../support/local-aws.ts";
import { unique } from "../../../support/local-parts.ts";

const events = new EventBridgeClient(localAws());
const TARGET = "arn:aws:sqs:us-east-1:000000000000:nowhere";

test("a rule tells its state and its targets, and one that is not there has none", async () => {
  const name = unique("rule");
  const look = () => ruleHealth(events, name, TARGET);
  expect(await look()).toEqual({ name, state: null, target: TARGET, targets: [] });
  await events.send(new PutRuleCommand({ Name: name, EventPattern: '{"source":["nobody"]}' }));
  expect(await look()).toEqual({ name, state: "ENABLED", target: TARGET, targets: [] });
  await events.send(new PutTargetsCommand({ Rule: name, Targets: [{ Id: "Target0", Arn: TARGET }] }));
  await events.send(new DisableRuleCommand({ Name: name }));
  expect(await look()).toEqual({ name, state: "DISABLED", target: TARGET, targets: [TARGET] });
  await events.send(new RemoveTargetsCommand({ Rule: name, Ids: ["Target0"] }));
  expect(await look()).toMatchObject({ targets: [] });
});
