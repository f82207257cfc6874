import { DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { inject } from "vitest";
import { LEDGER } from "../../lib/aws/environment.ts";
import { ledgerRows } from "../../lib/aws/tables/ledger-item.ts";
import type { Entry } from "../../lib/vault/ledger/ledger.ts";
import { localAws } from "../support/local-aws.ts";
import { until } from "./until.ts";

const dynamo = new DynamoDBClient(localAws());

/** The entries of a parameter's ledger as readers of metadata get them, oldest first, once they satisfy. */
export function entriesOf(name: string, satisfied: (entries: Entry[]) => boolean): Promise<Entry[]> {
  const arn = `arn:aws:ssm:us-east-1:000000000000:parameter${name}`;
  const query = new QueryCommand({
    TableName: inject("vault").LedgerTable,
    IndexName: LEDGER.byParameter.name,
    KeyConditionExpression: "#parameter = :parameter",
    ExpressionAttributeNames: { "#parameter": LEDGER.partitionKey },
    ExpressionAttributeValues: { ":parameter": { S: arn } },
  });
  const ask = async () => ledgerRows(arn, (await dynamo.send(query)).Items ?? []).map(({ entry }) => entry);
  return until(ask, satisfied);
}
