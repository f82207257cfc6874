import { type CloudWatchClient, paginateDescribeAlarms } from "@aws-sdk/client-cloudwatch";

/** Which of these alarms are raised, and which are not there. At most 100. */
export async function alarmsAmong(watch: CloudWatchClient, names: string[]) {
  const states = new Map<string, string>();
  const request = { AlarmNames: names, AlarmTypes: ["MetricAlarm" as const] };
  for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client: watch }, request)) {
    for (const { AlarmName = "", StateValue = "" } of MetricAlarms) states.set(AlarmName, StateValue);
  }
  return {
    known: states.size,
    raised: names.filter((name) => states.get(name) === "ALARM"),
    missing: names.filter((name) => !states.has(name)),
  };
}
