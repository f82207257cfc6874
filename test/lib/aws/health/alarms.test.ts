import {
  CloudWatchClient,
  DisableAlarmActionsCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { expect, test } from "vitest";
import { alarmsAmong } from "../../../../lib/aws/health/alarms.ts";
import { localAws } from "../../../support/local-aws.ts";
import { unique } from "../../../support/local-parts.ts";

const watch = new CloudWatchClient(localAws());

test("alarms are known by name: raised, at rest, silenced, missing; one of a similar name is none of ours", async () => {
  const vault = unique("vault");
  const [raised, resting, missing] = [`${vault}-raised`, `${vault}-resting`, `${vault}-missing`];
  for (const AlarmName of [raised, resting, `${vault}-raised-of-another`]) {
    const metric = { Namespace: "Test", MetricName: "Test", Statistic: "Sum" as const, Period: 60 };
    const when = { EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: "GreaterThanThreshold" as const };
    await watch.send(new PutMetricAlarmCommand({ AlarmName, ...metric, ...when }));
    const StateValue = AlarmName.includes("raised") ? "ALARM" : "OK";
    await watch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: "a test" }));
  }
  await watch.send(new DisableAlarmActionsCommand({ AlarmNames: [resting] }));
  const told = await alarmsAmong(watch, [raised, resting, missing]);
  expect(told).toEqual({ known: 2, raised: [raised], silent: [resting], missing: [missing] });
});
