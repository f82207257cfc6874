import { type CloudWatchClient, paginateDescribeAlarms } from "@aws-sdk/client-cloudwatch";

/** Which of these alarms are raised, which would tell nobody, and which are not there. At most 100. */
export async function alarmsAmong(watch: CloudWatchClient, names: string[]) {
  const states = new Map<string, string>();
  const silent = new Set<string>();
  const request = { AlarmNames: names, AlarmTypes: ["MetricAlarm" as const] };
  for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client: watch }, request)) {
    for (const { AlarmName = "", StateValue = "", ActionsEnabled } of MetricAlarms) {
      states.set(AlarmName, StateValue);
      if (ActionsEnabled === false) silent.add(AlarmName);
    }
  }
  return {
    known: states.size,
    raised: names.filter((name) => states.get(name) === "ALARM"),
    silent: names.filter((name) => silent.has(name)),
    missing: names.filter((name) => !states.has(name)),
  };
}
