import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
  paginateQuery,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { type Entry, isOpaque, type LedgerRow } from "../../vault/ledger/ledger.ts";
import type { Appended, Ledger, LedgerFinder } from "../../vault/ports.ts";
import type { LiveRow } from "../../vault/status/live-row.ts";
import { LEDGER } from "../environment.ts";
import { ledgerItem, ledgerRows } from "./ledger-item.ts";
import { liveCondition, liveItem } from "./status-table.ts";

type Item = Record<string, AttributeValue>;

/** So many of the newest rows are read at first. */
const FIRST_PAGE = 100;

/** The ledger table, with the status table whose live row every append replaces. */
export function ledgerTable(dynamo: DynamoDBClient, tables: { ledger: string; status: string }): Ledger & LedgerFinder {
  /**
   * The newest rows, oldest first, back to where it is enough. Mostly the first page is; where it is not, whole ones
   * are fewer to wait for, unless `more` says how many rows each has.
   */
  const end = async (arn: string, enough: (entries: Entry[]) => boolean, more?: number) => {
    const newestFirst: Item[] = [];
    let rows: LedgerRow[];
    const query = {
      ...partition(tables.ledger, arn),
      ScanIndexForward: false,
      ProjectionExpression: "#seq, body, #hash",
    };
    const names = { ...query.ExpressionAttributeNames, "#seq": LEDGER.sortKey, "#hash": "hash" };
    let next: Item | undefined;
    do {
      const Limit = next ? more : FIRST_PAGE;
      const page = await dynamo.send(
        new QueryCommand({ ...query, ExpressionAttributeNames: names, Limit, ExclusiveStartKey: next }),
      );
      newestFirst.push(...(page.Items ?? []));
      rows = ledgerRows(arn, newestFirst.toReversed());
      next = page.LastEvaluatedKey;
    } while (next && !enough(whole(rows)));
    return rows;
  };
  return {
    tail: (arn, since) => end(arn, (entries) => reachesBack(entries, since)),

    recent: (arn, since) => end(arn, ([oldest]) => oldest !== undefined && oldest.recordedAt < since, FIRST_PAGE),

    async known(arns) {
      const Keys = arns.map((arn) => ({ [LEDGER.partitionKey]: { S: arn }, [LEDGER.sortKey]: { N: "1" } }));
      const chunks = Array.from({ length: Math.ceil(Keys.length / KEYS) }, (_, n) =>
        Keys.slice(n * KEYS, (n + 1) * KEYS),
      );
      const answers = chunks.map((chunk) => firstEntries(dynamo, tables.ledger, chunk));
      return new Set((await Promise.all(answers)).flat());
    },

    async rows(arn) {
      const items: Item[] = [];
      for await (const { Items = [] } of paginateQuery({ client: dynamo }, partition(tables.ledger, arn))) {
        items.push(...Items);
      }
      return ledgerRows(arn, items);
    },

    async append(rows, live) {
      try {
        await dynamo.send(new TransactWriteItemsCommand({ TransactItems: appendItems(tables, rows, live) }));
        return "appended";
      } catch (error) {
        const why = whyNot(error);
        if (why) return why;
        throw error;
      }
    },
  };
}

/** DynamoDB reads so many items at once (AWS API reference, BatchGetItem). */
const KEYS = 100;

/** The parameters of which there is an item under these keys; those that DynamoDB left unread count as well. */
async function firstEntries(dynamo: DynamoDBClient, table: string, Keys: Item[]): Promise<string[]> {
  const ProjectionExpression = "#parameter";
  const names = { ExpressionAttributeNames: { "#parameter": LEDGER.partitionKey } };
  const read = { [table]: { Keys, ConsistentRead: true, ProjectionExpression, ...names } };
  const { Responses = {}, UnprocessedKeys = {} } = await dynamo.send(new BatchGetItemCommand({ RequestItems: read }));
  const items = [...(Responses[table] ?? []), ...(UnprocessedKeys[table]?.Keys ?? [])];
  return items.flatMap((item) => item[LEDGER.partitionKey]?.S ?? []);
}

/** Read consistently: capture decides by the ledger's end, and an old end would cost a lost race. */
function partition(table: string, arn: string) {
  return {
    TableName: table,
    ConsistentRead: true,
    KeyConditionExpression: "#parameter = :parameter",
    ExpressionAttributeNames: { "#parameter": LEDGER.partitionKey } as Record<string, string>,
    ExpressionAttributeValues: { ":parameter": { S: arn } },
  };
}

/** Whether entries, oldest first, hold what `Ledger.tail` promises. */
function reachesBack(entries: Entry[], since: string): boolean {
  const [oldest] = entries;
  const newest = entries.at(-1);
  if (!newest || !oldest) return false;
  return (
    oldest.life < newest.life &&
    oldest.recordedAt < since &&
    entries.some(({ recoveryPoint }) => recoveryPoint !== null)
  );
}

/** The entries that tell something. */
function whole(rows: LedgerRow[]): Entry[] {
  return rows.map(({ entry }) => entry).filter(({ type }) => !isOpaque(type));
}

function appendItems(tables: { ledger: string; status: string }, rows: LedgerRow[], live: LiveRow) {
  const puts = rows.map((row) => ({
    Put: {
      TableName: tables.ledger,
      Item: ledgerItem(live.parameter, row),
      // The one condition that makes the ledger: a number is taken once.
      ConditionExpression: "attribute_not_exists(#parameter)",
      ExpressionAttributeNames: { "#parameter": LEDGER.partitionKey },
    },
  }));
  const [first] = rows;
  const put = {
    TableName: tables.status,
    Item: liveItem(live),
    // A number is given once, too: where the row knows of later entries than the ledger has, somebody took those away.
    ...liveCondition(first?.entry.seq ?? 1),
    ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
  };
  return [...puts, { Put: put }];
}

const RACES = new Set<string | undefined>(["ConditionalCheckFailed", "TransactionConflict"]);

/** Why a transaction failed that is no error: someone else appended at the same place, or the ledger's end is gone. */
function whyNot(error: unknown): Exclude<Appended, "appended"> | null {
  if (!(error instanceof TransactionCanceledException)) return null;
  const reasons = error.CancellationReasons ?? [];
  const failed = reasons.filter(({ Code }) => Code && Code !== "None");
  if (failed.length === 0 || !failed.every(({ Code }) => RACES.has(Code))) return null;
  const live = reasons.at(-1);
  const onlyLive = failed.length === 1 && live?.Code === "ConditionalCheckFailed";
  const taken = Math.floor(Number(live?.Item?.[LEDGER.sortKey]?.N));
  return onlyLive && Number.isSafeInteger(taken) ? { taken } : "raced";
}
