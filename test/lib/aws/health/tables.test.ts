import {
  DynamoDBClient,
  PutResourcePolicyCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import { beforeEach, expect, test } from "vitest";
import { appendOnlyPolicy } from "../../../../lib/aws/health/ledger-policy.ts";
import { tableHealth } from "../../../../lib/aws/health/tables.ts";
import { localAws } from "../../../support/local-aws.ts";
import { makeTables } from "../../../support/local-parts.ts";

const dynamo = new DynamoDBClient(localAws());
let TableName: string;
let ResourceArn: string;
beforeEach(async () => {
  ({ ledger: TableName } = await makeTables(dynamo));
  ResourceArn = `arn:aws:dynamodb:us-east-1:000000000000:table/${TableName}`;
});

test("a table tells its state and what protects it", async () => {
  const bare = { name: TableName, state: "ACTIVE", deletionProtected: false, recoverable: false, missingPolicy: null };
  expect(await tableHealth(dynamo, TableName, "status")).toEqual(bare);
  await dynamo.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: true }));
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
  await dynamo.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));
  const well = { ...bare, deletionProtected: true, recoverable: true };
  expect(await tableHealth(dynamo, TableName, "status")).toEqual(well);
});

const missing = async () => (await tableHealth(dynamo, TableName, "ledger")).missingPolicy;
const put = (Policy: string) => dynamo.send(new PutResourcePolicyCommand({ ResourceArn, Policy }));

test("a ledger that lacks its policy gives the one that is missing, and with that it is append-only", async () => {
  const lacks = await missing();
  expect(lacks).toEqual({ arn: ResourceArn, policy: appendOnlyPolicy() });
  await put(lacks?.policy ?? "");
  expect(await missing()).toBeNull();
});

test.each<[string, (statement: Record<string, unknown>) => unknown]>([
  [
    "stands beside others",
    (statement) => [{ Effect: "Allow", Principal: { Service: "redshift.amazonaws.com" } }, statement],
  ],
  ["stands alone", (statement) => statement],
  [
    "is written in another way",
    (statement) => ({ ...statement, Action: ["dynamodb:DELETEItem", "dynamodb:U*", "dynamodb:*i*"] }),
  ],
  ["has no condition", (statement) => ({ ...statement, Condition: {} })],
])("a policy in which the ledger's %s is one", async (_, written) => {
  const { Version, Statement } = JSON.parse(appendOnlyPolicy());
  await put(JSON.stringify({ Version, Statement: written(Statement[0]) }));
  expect(await missing()).toBeNull();
});

test.each<[string, (statement: Record<string, unknown>) => object]>([
  ["allows", (statement) => ({ ...statement, Effect: "Allow" })],
  [
    "is for one principal only",
    (statement) => ({ ...statement, Principal: { AWS: "arn:aws:iam::000000000000:root" } }),
  ],
  ["is about another table", (statement) => ({ ...statement, Resource: `${ResourceArn}-other` })],
  ["leaves out an action", (statement) => ({ ...statement, Action: ["dynamodb:DeleteItem"] })],
  [
    "holds under a condition only",
    (statement) => ({ ...statement, Condition: { Bool: { "aws:ViaAWSService": "true" } } }),
  ],
])("a policy that %s is not the ledger's", async (_, weakened) => {
  const { Version, Statement } = JSON.parse(appendOnlyPolicy());
  await put(JSON.stringify({ Version, Statement: Statement.map(weakened) }));
  expect(await missing()).not.toBeNull();
});
