import {
  type AttributeValue,
  type DynamoDBClient,
  paginateScan,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import type { ChainRow } from "../../vault/audit-api.ts";
import { isNext } from "../../vault/ledger/ledger.ts";
import type { LedgerIndex } from "../../vault/ports.ts";
import { LEDGER } from "../environment.ts";
import { ledgerRows } from "./ledger-item.ts";
import { decodePage, encodePage } from "./page-token.ts";

type Item = Record<string, AttributeValue>;

/** How many rows a page of history holds: with room to spare under Lambda's 6 MB answer. */
const PAGE = 1000;

/** The ledger without its ciphertexts: for those who may read the index and not the table. */
export function ledgerIndex(dynamo: DynamoDBClient, table: string): LedgerIndex {
  const { byParameter, byMonth } = LEDGER;
  const everything = { TableName: table, IndexName: byParameter.name };
  const query = (input: Omit<QueryCommandInput, "TableName">) =>
    dynamo.send(new QueryCommand({ TableName: table, ...input }));
  return {
    async history(arn, page) {
      const newestFirst = { ScanIndexForward: false, Limit: PAGE, ExclusiveStartKey: decodePage(page) };
      const { Items = [], LastEvaluatedKey } = await query({ ...of(byParameter, arn), ...newestFirst });
      const from = Number(Items.at(-1)?.[byParameter.sortKey]?.N) - 1;
      return { rows: ledgerRows(arn, Items.toReversed(), from).reverse(), next: encodePage(LastEvaluatedKey) };
    },

    async tips() {
      const tips = new Map<string, number>();
      const scan = {
        ...everything,
        ProjectionExpression: "#parameter, #seq",
        ExpressionAttributeNames: { "#parameter": byParameter.partitionKey, "#seq": byParameter.sortKey },
      };
      for await (const { Items = [] } of paginateScan({ client: dynamo }, scan)) {
        for (const item of Items) note(tips, item);
      }
      return tips;
    },

    async chain(arn, page) {
      const from = { ExclusiveStartKey: decodePage(page) };
      const found =
        arn === null
          ? await dynamo.send(new ScanCommand({ ...everything, ...from }))
          : await query({ ...of(byParameter, arn), ...from });
      return chainPage(found);
    },

    async month(month, { from, to }, page) {
      const { KeyConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues, IndexName } = of(
        byMonth,
        month,
      );
      return chainPage(
        await query({
          IndexName,
          KeyConditionExpression: `${KeyConditionExpression} AND #sort BETWEEN :from AND :to`,
          ExpressionAttributeNames: { ...ExpressionAttributeNames, "#sort": byMonth.sortKey },
          // A moment goes on behind its time with "#" and digits, which "$" is greater than.
          ExpressionAttributeValues: { ...ExpressionAttributeValues, ":from": { S: from }, ":to": { S: `${to}$` } },
          ExclusiveStartKey: decodePage(page),
        }),
      );
    },

    async hasMonth(month) {
      const { Items = [] } = await query({ ...of(byMonth, month), Limit: 1, ProjectionExpression: "#partition" });
      return Items.length > 0;
    },
  };
}

/** The part of an index under one value of its partition key. */
function of({ name, partitionKey }: { name: string; partitionKey: string }, value: string) {
  return {
    IndexName: name,
    KeyConditionExpression: "#partition = :partition",
    ExpressionAttributeNames: { "#partition": partitionKey },
    ExpressionAttributeValues: { ":partition": { S: value } },
  };
}

function chainPage({
  Items = [],
  LastEvaluatedKey,
}: {
  Items?: Item[] | undefined;
  LastEvaluatedKey?: Item | undefined;
}) {
  return { rows: Items.map(chainRow), next: encodePage(LastEvaluatedKey) };
}

/** What is missing, or of another type, is told as empty: nothing that is empty is ever right. */
function chainRow({ parameter, seq, body, hash, month, moment }: Item): ChainRow {
  return {
    parameter: parameter?.S ?? "",
    seq: Number(seq?.N),
    body: body?.S ?? "",
    hash: hash?.S ?? "",
    month: month?.S ?? "",
    moment: moment?.S ?? "",
  };
}

/** Takes the rows of each parameter oldest first, as they stand in the index. */
function note(tips: Map<string, number>, { parameter, seq }: Item): void {
  const arn = parameter?.S;
  if (arn && isNext(tips.get(arn) ?? 0, Number(seq?.N))) tips.set(arn, Number(seq?.N));
}
