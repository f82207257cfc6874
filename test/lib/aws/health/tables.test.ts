import { DynamoDBClient, UpdateContinuousBackupsCommand, UpdateTableCommand } from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import { tableHealth } from "../../../../lib/aws/health/tables.ts";
import { localAws } from "../../../support/local-aws.ts";
import { makeTables } from "../../../support/local-parts.ts";

const dynamo = new DynamoDBClient(localAws());

test("a table tells its state and what protects it", async () => {
  const { ledger: TableName } = await makeTables(dynamo);
  expect(await tableHealth(dynamo, TableName)).toEqual({
    name: TableName,
    state: "ACTIVE",
    deletionProtected: false,
    recoverable: false,
  });
  await dynamo.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: true }));
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
  await dynamo.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));
  const well = { name: TableName, state: "ACTIVE", deletionProtected: true, recoverable: true };
  expect(await tableHealth(dynamo, TableName)).toEqual(well);
});
