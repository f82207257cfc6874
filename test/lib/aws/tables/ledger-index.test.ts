import { DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { beforeAll, expect, test } from "vitest";
import { LEDGER } from "../../../../lib/aws/environment.ts";
import { ledgerIndex } from "../../../../lib/aws/tables/ledger-index.ts";
import { ledgerTable } from "../../../../lib/aws/tables/ledger-table.ts";
import { ledgerIndexContract } from "../../../support/contracts/ledger-index.ts";
import { point, rowsOf, sampleLive } from "../../../support/ledger-samples.ts";
import { localAws } from "../../../support/local-aws.ts";
import { makeTables } from "../../../support/local-parts.ts";
import { stage } from "../../../support/memory/memory-vault.ts";

const dynamo = new DynamoDBClient(localAws());
let tables: { ledger: string; status: string };
beforeAll(async () => {
  tables = await makeTables(dynamo);
});

ledgerIndexContract("DynamoDB", () => ({
  ledger: ledgerTable(dynamo, tables),
  index: ledgerIndex(dynamo, tables.ledger),
  overAPage: 1000,
}));

test("the index by month sorts all parameters' entries by time, without their ciphertexts", async () => {
  const times = ["2031-05-31T23:59:59.999Z", "2031-05-01T00:00:00.000Z", "2031-06-01T00:00:00.000Z"];
  for (const [n, createdAt] of times.entries()) {
    const parameter = stage(`month-${n}`);
    await ledgerTable(dynamo, tables).append(
      rowsOf(parameter, [point(parameter, { createdAt })]),
      sampleLive(parameter, 1),
    );
  }
  const { name, partitionKey } = LEDGER.byMonth;
  const { Items: may = [] } = await dynamo.send(
    new QueryCommand({
      TableName: tables.ledger,
      IndexName: name,
      KeyConditionExpression: "#month = :may",
      ExpressionAttributeNames: { "#month": partitionKey },
      ExpressionAttributeValues: { ":may": { S: "2031-05" } },
    }),
  );
  expect(may.map(({ moment }) => moment?.S?.split("#")[0])).toEqual([times[1], times[0]]);
  expect(Object.keys(may[0] ?? {}).sort()).toEqual([...LEDGER.metadata, "parameter", "seq"].sort());
});
