import type { Commands } from "../commands.ts";
import type { Examination } from "./check.ts";
import type { Source } from "./probes.ts";

/** On its way to be enabled, too. */
const READS = new Set(["Enabled", "Enabling", "Creating", "Updating"]);

/**
 * Whether Lambda hands the functions what they wait for. A function that nobody calls has no errors: capture would
 * be silent, and so would tamper, whose silence means that all is well.
 */
export const sources: Examination = {
  name: "sources",
  needs: ["lambda:ListEventSourceMappings", "sqs:GetQueueAttributes", "dynamodb:DescribeTable"],
  async look({ probes, commands }) {
    const found = (await probes.sources()).map((one) => ({ reader: one.reader, ...judge(one, commands) }));
    const detail = found.map(({ reader, what }) => `${reader} ${what}`).join(", ");
    const mend = found.flatMap(({ command }) => command ?? []);
    return mend.length > 0 ? { ok: false, detail, advice: mend.join(" && ") } : { ok: true, detail };
  },
};

function judge(one: Source, commands: Commands): { what: string; command?: string } {
  const { reader, source, mappings } = one;
  const right = mappings.filter((mapping) => mapping.source === source);
  const [reading] = right.filter(({ state }) => READS.has(state));
  if (reading?.lastResult?.startsWith("PROBLEM")) {
    return { what: reading.lastResult, command: commands.failuresOf(reader, "1h") };
  }
  if (reading) return { what: reading.state };
  const [off] = right;
  if (off) {
    return { what: off.state, command: commands.aws(`lambda update-event-source-mapping --uuid ${off.id} --enabled`) };
  }
  const old = mappings.length > 0 ? " (an old one only)" : "";
  const what = one.table ? `is not bound to the stream of the ledger: tampering goes unseen${old}` : "reads no queue";
  return { what, command: bind(one, commands).join(" && ") };
}

/** Bound to what it must read now: no mapping can be moved, and no deploy notices that its stream is another. */
function bind({ reader, source, table, mappings, creation }: Source, { aws, tellChanges }: Commands): string[] {
  const remove = mappings.map(({ id }) => aws(`lambda delete-event-source-mapping --uuid ${id}`));
  const create = (arn: string) =>
    aws(`lambda create-event-source-mapping --function-name ${reader} --event-source-arn ${arn} ${creation}`);
  if (source) return [...remove, create(source)];
  const latest = aws(`dynamodb describe-table --table-name ${table} --query Table.LatestStreamArn --output text`);
  return [
    tellChanges(`${table}`),
    aws(`dynamodb wait table-exists --table-name ${table}`),
    ...remove,
    create(`"$(${latest})"`),
  ];
}
