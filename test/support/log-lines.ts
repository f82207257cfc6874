import {
  CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from "@aws-sdk/client-cloudwatch-logs";
import type { localAws } from "./local-aws.ts";

/** Every line that any function has logged. */
export async function logLines(aws: ReturnType<typeof localAws>): Promise<string[]> {
  const client = new CloudWatchLogsClient(aws);
  const lines: string[] = [];
  for await (const { logGroups = [] } of paginateDescribeLogGroups({ client }, {})) {
    for (const { logGroupName } of logGroups) {
      for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName })) {
        lines.push(...events.map(({ message }) => message ?? ""));
      }
    }
  }
  return lines;
}
