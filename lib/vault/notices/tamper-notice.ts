import { commandsOf, WHERE_TO_TYPE } from "../commands.ts";
import { counted } from "../counted.ts";
import { nameInArn, type Whereabouts } from "../parameter-arn.ts";
import { plain } from "../plain.ts";
import type { Notice } from "./notice.ts";

/** One entry of the ledger that was changed or removed after it was written. */
export interface Tampering {
  /** The parameter's ARN, and the number of its entry. */
  parameter: string;
  seq: number;
  how: "changed" | "removed";
  /** ISO 8601. */
  at: string;
  /** Whether DynamoDB itself removed it, because an expiry date was set. */
  expired: boolean;
}

/** Where it happened, so that the commands reach it. */
export interface TamperedVault extends Whereabouts {
  vault: string;
  ledgerTable: string;
}

/** As many as a phone shows; the rest is counted. */
const NAMED = 10;
const HOUR_MS = 60 * 60 * 1000;

/**
 * The one message about a batch of changed or removed entries, at least one: what happened, that it was none
 * of ours, and the commands that tell what is broken, who it was, and what stood there before.
 */
export function tamperNotice(found: readonly [Tampering, ...Tampering[]], where: TamperedVault): Notice {
  const { vault, account, region, ledgerTable } = where;
  const times = found.map(({ at }) => at).sort();
  const first = times[0] ?? found[0].at;
  const last = times.at(-1) ?? first;
  const { cli, aws } = commandsOf(where);
  const lookup = aws(
    ...["cloudtrail", "lookup-events"],
    ...["--lookup-attributes", "AttributeKey=EventSource,AttributeValue=dynamodb.amazonaws.com"],
    ...["--start-time", moved(first, -HOUR_MS), "--end-time", moved(last, HOUR_MS)],
  );
  const expiry = aws("dynamodb", "describe-time-to-live", "--table-name", ledgerTable);
  const before = aws(
    ...["dynamodb", "restore-table-to-point-in-time", "--source-table-name", ledgerTable],
    ...["--target-table-name", `${ledgerTable}-before`, "--restore-date-time", moved(first, -60_000)],
  );
  const text = [
    `Somebody changed or removed ${counted(found.length, "entry", "entries")} of the ledger of ${vault}:\n${listed(found, where)}`,
    "No function of the vault does that: an entry, once written, stays as it is.",
    ...(found.some(({ expired }) => expired)
      ? [`DynamoDB removed them by an expiry date, which somebody turned on: ${expiry}`]
      : []),
    `To see what no longer fits: ${cli("audit", "--check")}`,
    "To see who took the table's policy away or changed its settings (who wrote single entries, only a trail " +
      `that records the table's data events tells): ${lookup}`,
    `To read the entries as they were, for 35 days: ${before}`,
    WHERE_TO_TYPE,
    `Account ${account}, region ${region}, ${last}.`,
  ].join("\n\n");
  return { subject: `[sst-vault] ledger tampered with: ${counted(found.length, "entry", "entries")}`, text };
}

function listed(found: readonly Tampering[], home: Whereabouts): string {
  const lines = found.slice(0, NAMED).map(({ parameter, seq, how, at }) => {
    return `- entry ${seq} of ${plain(nameInArn(home, parameter))}: ${how} ${at}`;
  });
  const more = found.length - lines.length;
  return [...lines, ...(more > 0 ? [`- and ${more} more`] : [])].join("\n");
}

/** A moment so much later, to the second. */
function moved(time: string, milliseconds: number): string {
  return `${new Date(Date.parse(time) + milliseconds).toISOString().slice(0, 19)}Z`;
}
