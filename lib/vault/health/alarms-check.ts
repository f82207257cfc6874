import { counted, type Examination } from "./check.ts";

/** Whether an alarm of the vault's is raised, or somebody took one away. */
export const alarms: Examination = {
  name: "alarms",
  needs: ["cloudwatch:DescribeAlarms"],
  async look({ probes, commands }) {
    const { known, raised, missing } = await probes.alarms();
    const gone = missing.length > 0 ? `; missing: ${missing.join(", ")}` : "";
    if (raised.length > 0) {
      // Each alarm's description says what to do about it.
      const describe = `cloudwatch describe-alarms --alarm-names ${raised.join(" ")}`;
      const advice = commands.aws(`${describe} --query 'MetricAlarms[].AlarmDescription' --output text`);
      return { ok: false, detail: `raised: ${raised.join(", ")}${gone}`, advice };
    }
    const detail = `none of ${counted(known, "alarm")} raised${gone}`;
    return missing.length > 0 ? { ok: false, detail, advice: commands.deploy } : { ok: true, detail };
  },
};
