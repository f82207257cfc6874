import {
  CloudWatchClient,
  DisableAlarmActionsCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { expect, test } from "vitest";
import { alarmHealth } from "../../../../lib/aws/health/alarms.ts";
import { localAws } from "../../../support/local-aws.ts";
import { unique } from "../../../support/local-parts.ts";

const watch = new CloudWatchClient(localAws());

const TOPIC = "arn:aws:sns:us-east-1:000000000000:notifications";

test("alarms are known by name: raised, silenced, without action, missing; one of a similar name is none of ours", async () => {
  const vault = unique("vault");
  const [raised, resting, missing] = [`${vault}-raised`, `${vault}-resting`, `${vault}-missing`];
  for (const AlarmName of [raised, resting, `${vault}-raised-of-another`]) {
    const metric = { Namespace: "Test", MetricName: "Test", Statistic: "Sum" as const, Period: 60 };
    const when = { EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: "GreaterThanThreshold" as const };
    const AlarmActions = AlarmName === resting ? [TOPIC] : [];
    await watch.send(new PutMetricAlarmCommand({ AlarmName, ...metric, ...when, AlarmActions }));
    const StateValue = AlarmName.includes("raised") ? "ALARM" : "OK";
    await watch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: "a test" }));
  }
  await watch.send(new DisableAlarmActionsCommand({ AlarmNames: [resting] }));
  expect(await alarmHealth(watch, [raised, resting, missing], TOPIC)).toEqual([
    { name: raised, state: "ALARM", silenced: false, notifies: false },
    { name: resting, state: "OK", silenced: true, notifies: true },
    { name: missing, state: null, silenced: false, notifies: false },
  ]);
});
