import { type CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from "@aws-sdk/client-cloudwatch";

/** SQS tells CloudWatch every minute, which takes some more to know. */
const RECENT_SECONDS = 10 * 60;
const HOUR_SECONDS = 60 * 60;

/** How old the oldest message of a queue is, or null where CloudWatch heard nothing of late: it holds none, then. */
export async function oldestMessage(watch: CloudWatchClient, queue: string): Promise<number | null> {
  const since = new Date(Date.now() - RECENT_SECONDS * 1000);
  const [values = []] = await read(watch, since, [
    {
      Metric: {
        Namespace: "AWS/SQS",
        MetricName: "ApproximateAgeOfOldestMessage",
        Dimensions: [{ Name: "QueueName", Value: queue }],
      },
      Period: 60,
      Stat: "Maximum",
    },
  ]);
  return values[0] ?? null;
}

/** How often each function failed since then, by its name. */
export async function functionErrors(
  watch: CloudWatchClient,
  functions: string[],
  since: Date,
): Promise<Record<string, number>> {
  const errors = functions.map((Value) => ({
    Metric: { Namespace: "AWS/Lambda", MetricName: "Errors", Dimensions: [{ Name: "FunctionName", Value }] },
    Period: HOUR_SECONDS,
    Stat: "Sum",
  }));
  const found = await read(watch, since, errors);
  return Object.fromEntries(
    functions.map((name, n) => [name, (found[n] ?? []).reduce((sum, count) => sum + count, 0)]),
  );
}

/** The values of each metric since then, newest first. Few enough for one page. */
async function read(
  watch: CloudWatchClient,
  StartTime: Date,
  stats: MetricDataQuery["MetricStat"][],
): Promise<number[][]> {
  const MetricDataQueries = stats.map((MetricStat, n) => ({ Id: `m${n}`, MetricStat }));
  const range = { StartTime, EndTime: new Date() };
  const { MetricDataResults = [] } = await watch.send(new GetMetricDataCommand({ MetricDataQueries, ...range }));
  return MetricDataQueries.map(({ Id }) => {
    const { Timestamps = [], Values = [] } = MetricDataResults.find((result) => result.Id === Id) ?? {};
    const points = Timestamps.map((time, n) => ({ time: time.getTime(), value: Values[n] ?? 0 }));
    return points.sort((a, b) => b.time - a.time).map(({ value }) => value);
  });
}
