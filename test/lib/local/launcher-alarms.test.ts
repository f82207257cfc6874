import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../../lib/local/emulator.ts";
import { clientOf } from "../../../lib/local/iam.ts";

let emulator: Emulator;
let watch: CloudWatchClient;
beforeAll(async () => {
  emulator = await startEmulator();
  watch = new CloudWatchClient(clientOf(emulator));
});
afterAll(() => emulator?.stop());

const of = (name: string) => [{ Name: "FunctionName", Value: name }];

test("an alarm is set off by its own metric, not by another function's of that name", async () => {
  const MetricName = "Invocations";
  for (const name of ["busy", "idle"]) {
    await watch.send(
      new PutMetricAlarmCommand({
        AlarmName: name,
        Namespace: "Test",
        MetricName,
        Dimensions: of(name),
        Statistic: "Sum",
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: "GreaterThanOrEqualToThreshold",
      }),
    );
  }
  const MetricData = [{ MetricName, Value: 1, Dimensions: of("busy"), Timestamp: new Date() }];
  await watch.send(new PutMetricDataCommand({ Namespace: "Test", MetricData }));
  const { MetricAlarms = [] } = await watch.send(new DescribeAlarmsCommand({}));
  const states = MetricAlarms.map(({ AlarmName, StateValue }) => [AlarmName, StateValue]);
  expect(Object.fromEntries(states)).toEqual({ busy: "ALARM", idle: "INSUFFICIENT_DATA" });
});
