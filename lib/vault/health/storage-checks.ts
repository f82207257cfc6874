import type { Commands } from "../commands.ts";
import type { Examination } from "./check.ts";
import type { TableHealth } from "./probes.ts";

/** Without the key every recovery point is noise. */
export const key: Examination = {
  name: "key",
  needs: ["kms:DescribeKey"],
  async look({ probes, commands }) {
    const { id, state, deletedAt } = await probes.key();
    if (state === "Enabled") return { ok: true, detail: state };
    const detail = deletedAt ? `${state}: gone for ever on ${deletedAt}, and with it every recovery point` : state;
    // By its id: these calls take no alias.
    const enable = commands.aws(`kms enable-key --key-id ${id}`);
    const cancel = commands.aws(`kms cancel-key-deletion --key-id ${id}`);
    return { ok: false, detail, advice: deletedAt ? `${cancel} && ${enable}` : enable };
  },
};

/** The tables, and what keeps them: deletion protection, recovery to any second, the policy that nothing is rewritten. */
export const tables: Examination = {
  name: "tables",
  needs: ["dynamodb:DescribeTable", "dynamodb:DescribeContinuousBackups", "dynamodb:GetResourcePolicy"],
  async look({ probes, commands }) {
    const found = (await probes.tables()).map((table) => ({ table, wrong: wrongs(table, commands) }));
    const detail = found.map(({ table: { name, state }, wrong }) => [
      `${name} ${state}`,
      ...wrong.map(({ what }) => what),
    ]);
    const mend = found.flatMap(({ wrong }) => wrong.map(({ command }) => command));
    const said = detail.map((parts) => parts.join(", ")).join("; ");
    return mend.length > 0 ? { ok: false, detail: said, advice: mend.join(" && ") } : { ok: true, detail: said };
  },
};

function wrongs(table: TableHealth, commands: Commands): { what: string; command: string }[] {
  const { name, state, deletionProtected, recoverable, missingPolicy } = table;
  const on = (words: string, options = "") => commands.aws(`dynamodb ${words} --table-name ${name}${options}`);
  return [
    ...(state === "MISSING" ? [{ what: "gone", command: on("list-backups", " --backup-type SYSTEM") }] : []),
    ...(["ACTIVE", "UPDATING", "MISSING"].includes(state)
      ? []
      : [{ what: "out of use", command: on("describe-table") }]),
    ...(deletionProtected
      ? []
      : [{ what: "may be deleted", command: on("update-table", " --deletion-protection-enabled") }]),
    ...(recoverable
      ? []
      : [
          {
            what: "no point-in-time recovery",
            command: commands.keepPast(name),
          },
        ]),
    ...(missingPolicy
      ? [
          {
            what: "entries may be changed: its policy is gone or weakened (the command puts it in place of what is there)",
            command: commands.aws(
              `dynamodb put-resource-policy --resource-arn ${missingPolicy.arn} --policy '${missingPolicy.policy}'`,
            ),
          },
        ]
      : []),
  ];
}
