import { randomUUID } from "node:crypto";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { beforeAll, describe, expect, test } from "vitest";
import { ledgerTable } from "../../../../lib/aws/tables/ledger-table.ts";
import { statusTable } from "../../../../lib/aws/tables/status-table.ts";
import { ledgerContract } from "../../../support/contracts/ledger.ts";
import { type Failure, seedFault } from "../../../support/faults.ts";
import { note, point, rowsOf, sampleLive } from "../../../support/ledger-samples.ts";
import { localAws } from "../../../support/local-aws.ts";
import { makeTables } from "../../../support/local-parts.ts";
import { stage } from "../../../support/memory/memory-vault.ts";

const dynamo = new DynamoDBClient(localAws());
let tables: { ledger: string; status: string };
beforeAll(async () => {
  tables = await makeTables(dynamo);
});

ledgerContract("DynamoDB", () => ({
  ledger: ledgerTable(dynamo, tables),
  status: statusTable(dynamo, tables.status),
}));

describe("an append", () => {
  /** Appends one recovery point to a new ledger while the transaction meets a fault. */
  const appended = async (fault: Failure) => {
    const parameter = stage(randomUUID());
    const rows = rowsOf(parameter, [point(parameter), note()]);
    const ledger = ledgerTable(dynamo, tables);
    const transaction = { service: "dynamodb", action: "TransactWriteItems", matching: parameter.arn };
    await seedFault({ ...transaction, ...fault });
    const result = ledger.append(rows, sampleLive(parameter, 2));
    await result.catch(() => {});
    return { result, stored: () => ledger.rows(parameter.arn) };
  };
  const cancelled = (...codes: string[]) => ({
    answer: {
      __type: "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
      Message: "Transaction cancelled, please refer cancellation reasons for specific reasons",
      CancellationReasons: codes.map((Code) => ({ Code })),
    },
  });

  test("whose answer was lost is asked for again, and made once", async () => {
    const { result, stored } = await appended({ error: "InternalServerError", status: 500, after: true });
    expect(await result).toBe("appended");
    expect(await stored()).toHaveLength(2);
  });

  test.each([
    ["a conflict with another transaction", ["None", "TransactionConflict", "None"]],
    ["a taken number beside a conflict", ["ConditionalCheckFailed", "None", "TransactionConflict"]],
  ])("that AWS cancels for %s has lost the race", async (_, codes) => {
    const { result, stored } = await appended(cancelled(...codes));
    expect(await result).toBe("raced");
    expect(await stored()).toEqual([]);
  });

  test.each([
    ["a throttled table", ["None", "ThrottlingError", "None"]],
    ["a row that is too large, though a number was taken too", ["ConditionalCheckFailed", "ValidationError", "None"]],
    ["no reason it gives", []],
  ])("that AWS cancels for %s has not lost a race: it throws", async (_, codes) => {
    const { result } = await appended(cancelled(...codes));
    await expect(result).rejects.toMatchObject({ name: "TransactionCanceledException" });
  });
});

test("a live row that has a text for a number keeps nothing from being appended", async () => {
  const parameter = stage(randomUUID());
  const Item = { parameter: { S: parameter.arn }, row: { S: "live" }, seq: { S: "many" }, body: { S: "{}" } };
  await dynamo.send(new PutItemCommand({ TableName: tables.status, Item }));
  const live = sampleLive(parameter, 1);
  expect(await ledgerTable(dynamo, tables).append(rowsOf(parameter, [point(parameter)]), live)).toBe("appended");
  expect(await statusTable(dynamo, tables.status).live(parameter.arn)).toEqual(live);
});

test("the tail does not read a whole ledger when its end will do", async () => {
  const parameter = stage(randomUUID());
  const ledger = ledgerTable(dynamo, tables);
  const notes = Array.from({ length: 90 }, () => note());
  const first = rowsOf(parameter, [point(parameter), ...notes]);
  const second = rowsOf(parameter, [...notes, note({ type: "deleted" })], { after: first.at(-1) });
  const third = rowsOf(parameter, [point(parameter, { life: 2 })], { after: second.at(-1) });
  for (const rows of [first, second, third]) await ledger.append(rows, sampleLive(parameter, 1));
  expect(await ledger.tail(parameter.arn, "9999")).toHaveLength(100);
});

test.each([
  ["that is not JSON", "{scrambled"],
  ["of no texts", '{"v":1}'],
])("a sealed value under a context %s is as good as none", async (_, context) => {
  const parameter = stage(randomUUID());
  const [row] = rowsOf(parameter, [point(parameter)]);
  const Item = {
    parameter: { S: parameter.arn },
    seq: { N: "1" },
    body: { S: row?.body ?? "" },
    hash: { S: row?.hash ?? "" },
    sealed: { L: [{ B: new Uint8Array([1]) }] },
    context: { S: context },
  };
  await dynamo.send(new PutItemCommand({ TableName: tables.ledger, Item }));
  const [read] = await ledgerTable(dynamo, tables).rows(parameter.arn);
  expect(read).toMatchObject({ entry: { type: "created" }, sealed: null });
});
