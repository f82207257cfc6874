import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { beforeAll, expect, inject, test } from "vitest";
import { localAws } from "../support/local-aws.ts";
import { history, nameOf, newValue, users } from "./stages.ts";
import { hear } from "./topic.ts";
import { until } from "./until.ts";

// As root, which alone the table's policy does not stop here. The entry itself stays as it was throughout: what
// other tests read of this ledger is sound.
const dynamo = new DynamoDBClient(localAws());
const name = nameOf("tamper", "prod");
const first = { parameter: { S: `arn:aws:ssm:us-east-1:000000000000:parameter${name}` }, seq: { N: "1" } };
let TableName: string;

beforeAll(async () => {
  TableName = inject("vault").LedgerTable ?? "";
  await users().put(name, newValue());
  await users().put(name, newValue(), { Overwrite: true });
  await history(name, ({ recoveryPoints }) => recoveryPoints.length === 2);
});

test("people are told of an entry that is changed, removed or put over, and of none that is appended", async () => {
  const told = await hear("tampered", name);
  const next = async (before: number) => (await until(told, (all) => all.length > before))[before];
  const appended = newValue();
  await users().put(name, appended, { Overwrite: true });
  await history(name, ({ recoveryPoints }) => recoveryPoints.length === 3);

  const mark = { UpdateExpression: "SET touched = :yes", ExpressionAttributeValues: { ":yes": { S: "yes" } } };
  await dynamo.send(new UpdateItemCommand({ TableName, Key: first, ...mark }));
  const changed = await next(0);
  // Other tests tamper, too: what happens within moments is told in one mail.
  expect(changed?.subject).toMatch(/^\[sst-vault\] ledger tampered with: \d+ entr(y|ies)$/);
  expect(changed?.text).toMatch(new RegExp(`^- entry 1 of ${name}: changed \\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z$`, "m"));
  expect(changed?.text).toContain("npx sst-vault audit --check --region us-east-1");
  expect(changed?.text).toContain(`--source-table-name ${TableName} `);

  const { Item } = await dynamo.send(new GetItemCommand({ TableName, Key: first }));
  await dynamo.send(new DeleteItemCommand({ TableName, Key: first }));
  await dynamo.send(new PutItemCommand({ TableName, Item }));
  expect((await next(1))?.text).toContain(`- entry 1 of ${name}: removed`);

  await dynamo.send(new PutItemCommand({ TableName, Item: { ...Item, touched: { S: "put over" } } }));
  expect((await next(2))?.text).toContain(`- entry 1 of ${name}: changed`);
  expect(await told()).toHaveLength(3);
});
