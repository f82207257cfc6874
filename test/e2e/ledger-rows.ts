import { isDeepStrictEqual } from "node:util";
import {
  type AttributeValue,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import { inject } from "vitest";
import { STATUS } from "../../lib/aws/environment.ts";
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
  readonly #status = inject("vault").StatusTable ?? "";
  #rows: Item[] = [];
  #live: Item = {};

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
    this.#rows = await this.#stored();
    const Key = { [STATUS.partitionKey]: { S: this.#arn }, [STATUS.sortKey]: { S: "live" } };
    this.#live = (await dynamo.send(new GetItemCommand({ TableName: this.#status, Key }))).Item ?? {};
  }

  async #stored(): Promise<Item[]> {
    const { Items = [] } = await dynamo.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: "#p = :p",
        ExpressionAttributeNames: { "#p": "parameter" },
        ExpressionAttributeValues: { ":p": { S: this.#arn } },
      }),
    );
    return Items;
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

  /**
   * As it was when it was read; also what the status table knows of it, since a sweep that meets a planted entry has
   * its number taken down there.
   */
  async mend(): Promise<void> {
    const stored = new Map((await this.#stored()).map((item) => [item.seq?.N, item]));
    for (const [n, item] of this.#rows.entries()) {
      if (!isDeepStrictEqual(stored.get(`${n + 1}`), item)) await this.put(n + 1, item);
    }
    if (stored.has(`${this.length + 1}`)) await this.erase(this.length + 1);
    await dynamo.send(new PutItemCommand({ TableName: this.#status, Item: this.#live }));
  }
}

export const textOf = (item: Item, attribute: string) => item[attribute]?.S ?? "";
export const edited = (item: Item, changes: object): Item => {
  return { ...item, body: { S: JSON.stringify({ ...JSON.parse(textOf(item, "body")), ...changes }) } };
};
