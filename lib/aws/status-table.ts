import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import * as v from "valibot";
import { VaultError } from "../vault/errors.ts";
import { LiveRow, SweepRow } from "../vault/live-row.ts";
import type { ProofKeeper, StatusReader, StatusWriter, SweepRecorder } from "../vault/ports.ts";
import { ProofRow } from "../vault/proof-row.ts";
import { decodePage, encodePage } from "./page-token.ts";

type Item = Record<string, AttributeValue>;

/** How much one page of the list reads: with room to spare under Lambda's 6 MB answer. */
const PAGE = 2000;

/** A live row as an item: its keys, `seq` for the condition, and the row itself as JSON. */
export function liveItem(row: LiveRow): Item {
  return {
    parameter: { S: row.parameter },
    row: { S: "live" },
    seq: { N: String(row.seq) },
    body: { S: JSON.stringify(row) },
  };
}

/** The status table: a projection of ledger and Parameter Store, small enough to be read whole. */
export function statusTable(
  dynamo: DynamoDBClient,
  table: string,
): StatusReader & StatusWriter & SweepRecorder & ProofKeeper {
  const get = async (parameter: string, row: string) => {
    const Key = { parameter: { S: parameter }, row: { S: row } };
    return (await dynamo.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }))).Item;
  };
  const putUnlessNewer = async (put: PutItemCommandInput) => {
    try {
      await dynamo.send(new PutItemCommand(put));
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  };
  return {
    async live(arn) {
      const item = await get(arn, "live");
      return item ? parseRow(LiveRow, item) : null;
    },

    async list(page) {
      const { Items = [], LastEvaluatedKey } = await dynamo.send(
        new ScanCommand({
          TableName: table,
          FilterExpression: "#row = :live",
          ExpressionAttributeNames: { "#row": "row" },
          ExpressionAttributeValues: { ":live": { S: "live" } },
          Limit: PAGE,
          ExclusiveStartKey: decodePage(page),
        }),
      );
      return { rows: Items.map((item) => parseRow(LiveRow, item)), next: encodePage(LastEvaluatedKey) };
    },

    async sweep() {
      const item = await get("sweep", "sweep");
      return item ? parseRow(SweepRow, item) : null;
    },

    async putLive(row) {
      const condition = {
        ConditionExpression: "attribute_not_exists(seq) OR seq <= :seq",
        ExpressionAttributeValues: { ":seq": { N: String(row.seq) } },
      };
      await putUnlessNewer({ TableName: table, Item: liveItem(row), ...condition });
    },

    async proof(arn) {
      const item = await get(arn, "proof");
      return item ? parseRow(ProofRow, item) : null;
    },

    async putProof(row) {
      const keys = { parameter: { S: row.parameter }, row: { S: "proof" } };
      const condition = {
        ConditionExpression: "attribute_not_exists(#at) OR #at <= :at",
        ExpressionAttributeNames: { "#at": "at" },
        ExpressionAttributeValues: { ":at": { S: row.at } },
      };
      const Item = { ...keys, at: { S: row.at }, body: { S: JSON.stringify(row) } };
      await putUnlessNewer({ TableName: table, Item, ...condition });
    },

    async putSweep(row) {
      const Item = { parameter: { S: "sweep" }, row: { S: "sweep" }, body: { S: JSON.stringify(row) } };
      await dynamo.send(new PutItemCommand({ TableName: table, Item }));
    },
  };
}

function parseRow<T>(schema: v.GenericSchema<unknown, T>, { parameter, body }: Item): T {
  try {
    return v.parse(schema, JSON.parse(body?.S ?? ""));
  } catch {
    throw new VaultError(
      "Damaged",
      `the status row of ${parameter?.S} cannot be read`,
      "delete that row from the status table; the next sweep puts it anew",
    );
  }
}
