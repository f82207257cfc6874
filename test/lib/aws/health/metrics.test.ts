import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { expect, test } from "vitest";
import { functionErrors } from "../../../../lib/aws/health/metrics.ts";
import { localAws } from "../../../support/local-aws.ts";
import { unique } from "../../../support/local-parts.ts";

const watch = new CloudWatchClient(localAws());
const HOUR_MS = 3600 * 1000;

test("errors are counted for each function, since then and no longer", async () => {
  const [failing, well] = [unique("failing"), unique("well")];
  const errors = (name: string, Value: number, hoursAgo: number) => ({
    MetricName: "Errors",
    Dimensions: [{ Name: "FunctionName", Value: name }],
    Value,
    Timestamp: new Date(Date.now() - hoursAgo * HOUR_MS),
  });
  const MetricData = [errors(failing, 1, 0.1), errors(failing, 2, 5), errors(failing, 40, 30), errors(well, 0, 0.1)];
  await watch.send(new PutMetricDataCommand({ Namespace: "AWS/Lambda", MetricData }));
  const since = new Date(Date.now() - 24 * HOUR_MS);
  expect(await functionErrors(watch, [well, failing, unique("never-invoked")], since)).toMatchObject({
    [well]: 0,
    [failing]: 3,
  });
});
