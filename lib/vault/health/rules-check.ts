import { counted } from "../counted.ts";
import type { Examination } from "./check.ts";

/** Without its rules the vault hears of no change, sweeps no more, and tells nobody of hands on key and tables. */
export const rules: Examination = {
  name: "rules",
  needs: ["events:DescribeRule"],
  async look({ probes, commands }) {
    const states = Object.entries(await probes.rules());
    const wrong = states.filter(([, state]) => !state?.startsWith("ENABLED"));
    if (wrong.length === 0) return { ok: true, detail: `${counted(states.length, "rule")} enabled` };
    const detail = wrong.map(([name, state]) => `${name} ${state ?? "is missing"}`).join(", ");
    if (wrong.some(([, state]) => state === null)) return { ok: false, detail, advice: commands.deploy };
    return {
      ok: false,
      detail,
      advice: wrong.map(([name]) => commands.aws(`events enable-rule --name ${name}`)).join(" && "),
    };
  },
};
