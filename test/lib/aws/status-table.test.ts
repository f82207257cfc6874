import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import { statusTable } from "../../../lib/aws/status-table.ts";
import { statusContract } from "../../support/contracts/status.ts";
import { localAws } from "../../support/local-aws.ts";
import { makeTables } from "../../support/local-parts.ts";
import { stage } from "../../support/memory/memory-vault.ts";

const dynamo = new DynamoDBClient(localAws());

statusContract("DynamoDB", async () => ({
  status: statusTable(dynamo, (await makeTables(dynamo)).status),
  overAPage: 2001,
}));

test("a row that cannot be read is damage, and the hint says what mends it", async () => {
  const { status: table } = await makeTables(dynamo);
  const { arn } = stage("dev");
  const Item = { parameter: { S: arn }, row: { S: "live" }, seq: { N: "1" }, body: { S: '{"scrambled' } };
  await dynamo.send(new PutItemCommand({ TableName: table, Item }));
  const damaged = { code: "Damaged", message: `the status row of ${arn} cannot be read`, hint: expect.any(String) };
  await expect(statusTable(dynamo, table).live(arn)).rejects.toMatchObject(damaged);
  await expect(statusTable(dynamo, table).list(null)).rejects.toMatchObject(damaged);
});
