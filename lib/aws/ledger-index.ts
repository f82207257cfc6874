import { type AttributeValue, type DynamoDBClient, paginateScan, QueryCommand } from "@aws-sdk/client-dynamodb";
import type { LedgerIndex } from "../vault/ports.ts";
import { LEDGER } from "./environment.ts";
import { ledgerRow } from "./ledger-table.ts";
import { decodePage, encodePage } from "./page-token.ts";

/** How many rows a page of history holds: with room to spare under Lambda's 6 MB answer. */
const PAGE = 1000;

/** The ledger without its ciphertexts: for those who may read the index and not the table. */
export function ledgerIndex(dynamo: DynamoDBClient, table: string): LedgerIndex {
  const { name, partitionKey, sortKey } = LEDGER.byParameter;
  return {
    async history(arn, page) {
      const { Items = [], LastEvaluatedKey } = await dynamo.send(
        new QueryCommand({
          TableName: table,
          IndexName: name,
          KeyConditionExpression: "#parameter = :parameter",
          ExpressionAttributeNames: { "#parameter": partitionKey },
          ExpressionAttributeValues: { ":parameter": { S: arn } },
          ScanIndexForward: false,
          Limit: PAGE,
          ExclusiveStartKey: decodePage(page),
        }),
      );
      return { rows: Items.map((item) => ledgerRow(arn, item)), next: encodePage(LastEvaluatedKey) };
    },

    async tips() {
      const tips = new Map<string, number>();
      const scan = {
        TableName: table,
        IndexName: name,
        ProjectionExpression: "#parameter, #seq",
        ExpressionAttributeNames: { "#parameter": partitionKey, "#seq": sortKey },
      };
      for await (const { Items = [] } of paginateScan({ client: dynamo }, scan)) {
        for (const item of Items) note(tips, item);
      }
      return tips;
    },
  };
}

function note(tips: Map<string, number>, { parameter, seq }: Record<string, AttributeValue>): void {
  const arn = parameter?.S;
  if (arn) tips.set(arn, Math.max(tips.get(arn) ?? 0, Number(seq?.N)));
}
