import { counted } from "../counted.ts";
import type { Examination } from "./check.ts";

/** Whether an alarm of the vault's is raised, or somebody took one away or silenced it. */
export const alarms: Examination = {
  name: "alarms",
  needs: ["cloudwatch:DescribeAlarms"],
  async look({ probes, commands }) {
    const { known, raised, silent, missing } = await probes.alarms();
    const off = silent.length > 0 ? `; silenced: ${silent.join(", ")}` : "";
    const gone = `${missing.length > 0 ? `; missing: ${missing.join(", ")}` : ""}${off}`;
    if (raised.length > 0) {
      // Each alarm's description says what to do about it.
      const describe = `cloudwatch describe-alarms --alarm-names ${raised.join(" ")}`;
      const advice = commands.aws(`${describe} --query 'MetricAlarms[].AlarmDescription' --output text`);
      return { ok: false, detail: `raised: ${raised.join(", ")}${gone}`, advice };
    }
    const detail = `none of ${counted(known, "alarm")} raised${gone}`;
    if (missing.length > 0) return { ok: false, detail, advice: commands.deploy };
    const loud = commands.aws(`cloudwatch enable-alarm-actions --alarm-names ${silent.join(" ")}`);
    return silent.length > 0 ? { ok: false, detail, advice: loud } : { ok: true, detail };
  },
};
