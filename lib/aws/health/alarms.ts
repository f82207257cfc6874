import { type CloudWatchClient, type MetricAlarm, paginateDescribeAlarms } from "@aws-sdk/client-cloudwatch";
import type { AlarmHealth } from "../../vault/health/probes.ts";

/** How these alarms are, at most 100: raised, silenced, or without the topic that they must notify. */
export async function alarmHealth(watch: CloudWatchClient, names: string[], topic: string): Promise<AlarmHealth[]> {
  const found = new Map<string, MetricAlarm>();
  const request = { AlarmNames: names, AlarmTypes: ["MetricAlarm" as const] };
  for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client: watch }, request)) {
    for (const alarm of MetricAlarms) found.set(alarm.AlarmName ?? "", alarm);
  }
  return names.map((name) => {
    const { StateValue = null, ActionsEnabled, AlarmActions = [] } = found.get(name) ?? {};
    return { name, state: StateValue, silenced: ActionsEnabled === false, notifies: AlarmActions.includes(topic) };
  });
}
