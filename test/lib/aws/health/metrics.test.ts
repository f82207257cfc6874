import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { expect, test } from "vitest";
import { functionRuns } from "../../../../lib/aws/health/metrics.ts";
import { localAws } from "../../../support/local-aws.ts";
import { unique } from "../../../support/local-parts.ts";

const watch = new CloudWatchClient(localAws());
const MINUTE_MS = 60_000;
/** The beginning of a minute, so that what is put into one stays there. */
const NOW = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;

/** The runs of a function: minutes ago, how many, and how many of them failed. */
async function ran(...runs: [minutesAgo: number, invocations: number, errors: number][]): Promise<string> {
  const name = unique("function");
  const MetricData = runs.flatMap(([minutesAgo, Invocations, Errors]) =>
    Object.entries({ Invocations, Errors }).map(([MetricName, Value]) => ({
      MetricName,
      Dimensions: [{ Name: "FunctionName", Value: name }],
      Value,
      Timestamp: new Date(NOW - minutesAgo * MINUTE_MS),
    })),
  );
  await watch.send(new PutMetricDataCommand({ Namespace: "AWS/Lambda", MetricData }));
  return name;
}

test("runs are judged by the newest: errors before a success are history, and what is older does not count", async () => {
  const functions = {
    failing: await ran([1, 3, 3], [20, 1, 0], [300, 4, 2], [30 * 60, 40, 40]),
    mended: await ran([1, 1, 0], [20, 3, 3]),
    mixed: await ran([1, 3, 2]),
    well: await ran([1, 5, 0]),
    idle: unique("never-invoked"),
  };
  const since = new Date(NOW - 24 * 60 * MINUTE_MS);
  const told = await functionRuns(watch, Object.values(functions), since);
  expect(told).toEqual([
    { function: functions.failing, errors: 5, failingSince: new Date(NOW - MINUTE_MS).toISOString() },
    { function: functions.mended, errors: 3, failingSince: null },
    { function: functions.mixed, errors: 2, failingSince: null },
    { function: functions.well, errors: 0, failingSince: null },
    { function: functions.idle, errors: 0, failingSince: null },
  ]);
});
