import { counted } from "../counted.ts";
import type { Examination } from "./check.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** Whether a function failed in the last day; what it could not do then, queues and sweeps make up for. */
export const functions: Examination = {
  name: "functions",
  needs: ["cloudwatch:GetMetricData"],
  async look({ probes, commands, now }) {
    const errors = Object.entries(await probes.errors(new Date(now.getTime() - DAY_MS)));
    const failed = errors.filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a);
    const [worst] = failed;
    if (!worst) return { ok: true, detail: `no error in 24 hours, ${counted(errors.length, "function")}` };
    const detail = failed.map(([name, count]) => `${name} failed ${counted(count, "time")}`).join(", ");
    return { ok: false, detail: `${detail} in 24 hours`, advice: commands.failuresOf(worst[0], "1d") };
  },
};
