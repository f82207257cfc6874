import { type CloudWatchClient, type MetricDataQuery, paginateGetMetricData } from "@aws-sdk/client-cloudwatch";
import type { Runs } from "../../vault/health/probes.ts";

/** SQS tells CloudWatch every minute, which takes some more to know. */
const RECENT_SECONDS = 10 * 60;

/** How old the oldest message of a queue is, or null if CloudWatch heard nothing of late: it holds none, then. */
export async function oldestMessage(watch: CloudWatchClient, queue: string): Promise<number | null> {
  const since = new Date(Date.now() - RECENT_SECONDS * 1000);
  const [points = []] = await read(watch, since, [
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
  return points[0]?.value ?? null;
}

/** How the runs of each function ended since then. By the minute, as Lambda tells CloudWatch. */
export async function functionRuns(watch: CloudWatchClient, functions: string[], since: Date): Promise<Runs[]> {
  const metric = (MetricName: string, Value: string) => ({
    Metric: { Namespace: "AWS/Lambda", MetricName, Dimensions: [{ Name: "FunctionName", Value }] },
    Period: 60,
    Stat: "Sum",
  });
  const queries = functions.flatMap((name) => [metric("Errors", name), metric("Invocations", name)]);
  const found = await read(watch, since, queries);
  return functions.map((name, n) => {
    const [errors = [], invocations = []] = [found[2 * n], found[2 * n + 1]];
    const failed = errors.filter(({ value }) => value > 0);
    const [newest] = failed;
    const failedAt = newest?.time ?? Number.NEGATIVE_INFINITY;
    const inThatMinute = invocations.find(({ time }) => time === failedAt)?.value ?? 0;
    const succeeded = invocations.some(({ time }) => time > failedAt) || inThatMinute > (newest?.value ?? 0);
    return {
      function: name,
      errors: failed.reduce((sum, { value }) => sum + value, 0),
      failingSince: newest && !succeeded ? new Date(newest.time).toISOString() : null,
    };
  });
}

interface Point {
  time: number;
  value: number;
}

/** The points of each metric since then, newest first. */
async function read(
  watch: CloudWatchClient,
  StartTime: Date,
  stats: MetricDataQuery["MetricStat"][],
): Promise<Point[][]> {
  const MetricDataQueries = stats.map((MetricStat, n) => ({ Id: `m${n}`, MetricStat }));
  const request = { MetricDataQueries, StartTime, EndTime: new Date() };
  const points = new Map<string, Point[]>();
  for await (const { MetricDataResults = [] } of paginateGetMetricData({ client: watch }, request)) {
    for (const { Id = "", Timestamps = [], Values = [] } of MetricDataResults) {
      const some = Timestamps.map((time, n) => ({ time: time.getTime(), value: Values[n] ?? 0 }));
      points.set(Id, [...(points.get(Id) ?? []), ...some]);
    }
  }
  return MetricDataQueries.map(({ Id }) => (points.get(Id) ?? []).sort((a, b) => b.time - a.time));
}
