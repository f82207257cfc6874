import type { Examination } from "./check.ts";

/** Without its rules the vault hears of changes only when it sweeps. */
export const rules: Examination = {
  name: "rules",
  needs: ["events:DescribeRule"],
  async look({ probes, commands }) {
    const states = Object.entries(await probes.rules());
    const detail = states.map(([name, state]) => `${name} ${state ?? "is missing"}`).join(", ");
    if (states.every(([, state]) => state?.startsWith("ENABLED"))) return { ok: true, detail };
    if (states.some(([, state]) => state === null)) return { ok: false, detail, advice: commands.deploy };
    const off = states.filter(([, state]) => !state?.startsWith("ENABLED")).map(([name]) => name);
    return {
      ok: false,
      detail,
      advice: off.map((name) => commands.aws(`events enable-rule --name ${name}`)).join(" && "),
    };
  },
};
