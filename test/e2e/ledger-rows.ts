import {
  type AttributeValue,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import { inject } from "vitest";
import { localAws } from "../support/local-aws.ts";
import { nameOf } from "./stages.ts";

type Item = Record<string, AttributeValue>;

const dynamo = new DynamoDBClient(localAws());
export const TAMPERED = "audit-tampered";

/** The rows of a stage as they stand in the ledger's table, and ways to change them past the vault. */
export class Rows {
  readonly app: string;
  readonly stage: string;
  readonly #table = inject("vault").LedgerTable ?? "";
  #rows: Item[] = [];

  constructor(app: string, stage: string) {
    this.app = app;
    this.stage = stage;
  }

  get length(): number {
    return this.#rows.length;
  }

  get #arn(): string {
    return `arn:aws:ssm:us-east-1:000000000000:parameter${nameOf(this.app, this.stage)}`;
  }

  async read(): Promise<void> {
    const { Items = [] } = await dynamo.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: "#p = :p",
        ExpressionAttributeNames: { "#p": "parameter" },
        ExpressionAttributeValues: { ":p": { S: this.#arn } },
      }),
    );
    this.#rows = Items;
  }

  /** Entry `seq`, counted from the end where it is negative. */
  at(seq: number): Item {
    return this.#rows.at(seq < 0 ? seq : seq - 1) ?? {};
  }

  /** The numbers of the entries of a type. */
  numbersOf(type: string): number[] {
    return this.#rows.flatMap((row, n) => (JSON.parse(textOf(row, "body")).type === type ? [n + 1] : []));
  }

  async put(seq: number, item: Item): Promise<void> {
    const Item = { ...item, parameter: { S: this.#arn }, seq: { N: `${seq}` } };
    await dynamo.send(new PutItemCommand({ TableName: this.#table, Item }));
  }

  async erase(seq: number): Promise<void> {
    const Key = { parameter: { S: this.#arn }, seq: { N: `${seq}` } };
    await dynamo.send(new DeleteItemCommand({ TableName: this.#table, Key }));
  }

  /** As it was when it was read. */
  async mend(): Promise<void> {
    await this.erase(this.length + 1);
    for (const [n, item] of this.#rows.entries()) await this.put(n + 1, item);
  }
}

export const textOf = (item: Item, attribute: string) => item[attribute]?.S ?? "";
export const edited = (item: Item, changes: object): Item => {
  return { ...item, body: { S: JSON.stringify({ ...JSON.parse(textOf(item, "body")), ...changes }) } };
};
