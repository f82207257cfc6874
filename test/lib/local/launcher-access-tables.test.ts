import {
  BatchGetItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetResourcePolicyCommand,
  PutItemCommand,
  PutResourcePolicyCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../../lib/local/emulator.ts";
import { assumeRole, clientOf, policy } from "../../../lib/local/iam.ts";

const ACCOUNT = "000000000000";
const DENIED = { name: expect.stringMatching(/AccessDenied/) };
let emulator: Emulator;
let dynamodb: DynamoDBClient;

beforeAll(async () => {
  emulator = await startEmulator();
  dynamodb = new DynamoDBClient(clientOf(emulator));
});
afterAll(() => emulator?.stop());

/** What a client is made with that has a role with these statements. */
const as = async (role: string, ...statements: object[]) =>
  clientOf(emulator, await assumeRole(emulator, role, statements));

describe("conditions of AWS", () => {
  test("see the partition keys of a request, table by table", async () => {
    for (const table of ["stream", "status"]) await makeTable(table);
    const leading = (key: string) => ({ "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": [key] } });
    const on = (table: string) => `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/${table}`;
    const visitor = new DynamoDBClient(
      await as(
        "appender",
        { Effect: "Allow", Action: "dynamodb:*", Resource: on("stream"), Condition: leading("a") },
        { Effect: "Allow", Action: "dynamodb:*", Resource: on("status"), Condition: leading("b") },
      ),
    );
    const row = (TableName: string, pk: string) => ({ TableName, Item: { pk: { S: pk } } });
    const append = (a: string, b: string) =>
      visitor.send(
        new TransactWriteItemsCommand({ TransactItems: [{ Put: row("stream", a) }, { Put: row("status", b) }] }),
      );
    const query = (value: string) =>
      visitor.send(
        new QueryCommand({
          TableName: "stream",
          KeyConditionExpression: "#pk = :value",
          ExpressionAttributeNames: { "#pk": "pk" },
          ExpressionAttributeValues: { ":value": { S: value } },
        }),
      );
    const get = (pk: string) =>
      visitor.send(new BatchGetItemCommand({ RequestItems: { stream: { Keys: [{ pk: { S: pk } }] } } }));

    await append("a", "b");
    await expect(append("a", "a")).rejects.toMatchObject(DENIED);
    await expect(visitor.send(new PutItemCommand(row("stream", "b")))).rejects.toMatchObject(DENIED);
    expect((await query("a")).Count).toBe(1);
    await expect(query("b")).rejects.toMatchObject(DENIED);
    expect((await get("a")).Responses?.stream).toHaveLength(1);
    await expect(get("b")).rejects.toMatchObject(DENIED);
  });
});

test("a table's own policy is obeyed, by a transaction too", async () => {
  const ResourceArn = await makeTable("ledger");
  const erasing = {
    Effect: "Deny",
    Principal: "*",
    Action: ["dynamodb:DeleteItem", "dynamodb:UpdateItem"],
    Resource: ResourceArn,
  };
  await dynamodb.send(new PutResourcePolicyCommand({ ResourceArn, Policy: policy([erasing]) }));
  const anything = { Effect: "Allow", Action: "dynamodb:*", Resource: "*" };
  const visitor = new DynamoDBClient(await as("vandal", anything));
  const one = { TableName: "ledger", Key: { pk: { S: "a" } } };

  await visitor.send(new PutItemCommand({ TableName: "ledger", Item: one.Key }));
  await expect(visitor.send(new DeleteItemCommand(one))).rejects.toMatchObject(DENIED);
  await expect(visitor.send(new TransactWriteItemsCommand({ TransactItems: [{ Delete: one }] }))).rejects.toMatchObject(
    DENIED,
  );
});

test("a call about a table by its ARN asks for the right on that table", async () => {
  const [asked, other] = [await makeTable("asked"), await makeTable("other")];
  const visitor = new DynamoDBClient(
    await as("reader", { Effect: "Allow", Action: "dynamodb:GetResourcePolicy", Resource: asked }),
  );
  const policyOf = (ResourceArn: string) => visitor.send(new GetResourcePolicyCommand({ ResourceArn }));
  await expect(policyOf(asked)).rejects.toMatchObject({ name: "PolicyNotFoundException" });
  await expect(policyOf(other)).rejects.toMatchObject(DENIED);
});

async function makeTable(TableName: string): Promise<string> {
  const { TableDescription } = await dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    }),
  );
  return TableDescription?.TableArn ?? "";
}
