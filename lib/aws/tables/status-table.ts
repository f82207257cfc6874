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
import { farthestTaken } from "../../vault/ledger/ledger.ts";
import type {
  FailureRecorder,
  ProofKeeper,
  StatusReader,
  StatusWriter,
  SweepRecorder,
  TestTurns,
  TrailRecorder,
} from "../../vault/ports.ts";
import { FailureRow } from "../../vault/status/failure-row.ts";
import { LiveRow } from "../../vault/status/live-row.ts";
import { ProofRow } from "../../vault/status/proof-row.ts";
import { SweepRow } from "../../vault/status/sweep-row.ts";
import { TrailRow } from "../../vault/status/trail-row.ts";
import { TurnRow } from "../../vault/status/turn-row.ts";
import { isAws, toldOf } from "../aws-error.ts";
import { log } from "../log.ts";
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

/**
 * The condition on the live row for putting one of a ledger that goes on at `next`: it must not know of later entries.
 * What is there instead of a number, or a number that no ledger can have reached, somebody put there: that must not keep a
 * stage from being captured.
 */
export function liveCondition(next: number) {
  return {
    ConditionExpression: "NOT attribute_type(#seq, :number) OR #seq < :next OR #seq > :farthest",
    ExpressionAttributeNames: { "#seq": "seq" },
    ExpressionAttributeValues: {
      ":number": { S: "N" },
      ":next": { N: String(next) },
      ":farthest": { N: String(farthestTaken(next)) },
    },
  };
}

/** The status table: a projection of ledger and Parameter Store, small enough to be read whole. */
export function statusTable(
  dynamo: DynamoDBClient,
  table: string,
): StatusReader & StatusWriter & SweepRecorder & TrailRecorder & FailureRecorder & ProofKeeper & TestTurns {
  const get = async (parameter: string, row: string) => {
    const Key = { parameter: { S: parameter }, row: { S: row } };
    return (await dynamo.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }))).Item;
  };
  /** Puts an item where its condition holds; whether it did. */
  const putUnless = async (put: PutItemCommandInput): Promise<boolean> => {
    try {
      await dynamo.send(new PutItemCommand(put));
      return true;
    } catch (error) {
      if (!isAws(error, "ConditionalCheckFailedException")) throw error;
      return false;
    }
  };
  return {
    async live(arn) {
      const item = await get(arn, "live");
      return item ? parseRow(LiveRow, item) : null;
    },

    async list(page) {
      const { Items = [], LastEvaluatedKey } = await dynamo.send(
        new ScanCommand({ TableName: table, Limit: PAGE, ExclusiveStartKey: decodePage(page) }),
      );
      const last = Items.at(-1);
      // A parameter's rows stand together, `live` before `proof`: a pair is not torn apart by the page's end.
      const torn = LastEvaluatedKey && last?.row?.S === "live" && Items.length > 1;
      const whole = torn ? Items.slice(0, -1) : Items;
      const next = torn ? keyOf(whole.at(-1)) : LastEvaluatedKey;
      const rows = (row: string) => whole.filter((item) => item.row?.S === row);
      return {
        rows: rows("live").flatMap((item) => parseRow(LiveRow, item) ?? []),
        proofs: rows("proof").flatMap((item) => parseRow(ProofRow, item) ?? []),
        next: encodePage(next),
      };
    },

    async sweep() {
      const item = await get("sweep", "sweep");
      return item ? parseRow(SweepRow, item) : null;
    },

    async trail() {
      const item = await get("trail", "trail");
      return item ? parseRow(TrailRow, item) : null;
    },

    async failure(duty) {
      const item = await get(duty, "failure");
      return item ? parseRow(FailureRow, item) : null;
    },

    async putLive(row) {
      await putUnless({ TableName: table, Item: liveItem(row), ...liveCondition(row.seq + 1) });
    },

    async proof(arn) {
      const item = await get(arn, "proof");
      return item ? parseRow(ProofRow, item) : null;
    },

    async putProof(row) {
      const keys = { parameter: { S: row.parameter }, row: { S: "proof" } };
      const Item = { ...keys, at: { S: row.at }, body: { S: JSON.stringify(row) } };
      await putUnless({ TableName: table, Item, ...notBefore(row.at) });
    },

    async beginTurn(arn, turn, sent) {
      const condition = {
        ConditionExpression: "attribute_not_exists(#until) OR (#until <= :now AND #since < :sent)",
        ExpressionAttributeNames: { "#until": "until", "#since": "since" },
        ExpressionAttributeValues: { ":now": { S: turn.since }, ":sent": { S: sent } },
        ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
      };
      try {
        await dynamo.send(new PutItemCommand({ TableName: table, Item: turnItem(arn, turn), ...condition }));
        return null;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return turnOf(error.Item ?? {});
        throw error;
      }
    },

    async askTurn(arn, held) {
      await putUnless({
        TableName: table,
        Item: { ...turnItem(arn, held), asked: { BOOL: true } },
        ConditionExpression: "#until = :until AND #since = :since",
        ExpressionAttributeNames: { "#until": "until", "#since": "since" },
        ExpressionAttributeValues: { ":until": { S: held.until }, ":since": { S: held.since ?? "" } },
      });
    },

    endTurn(arn, turn) {
      const condition = { ConditionExpression: "attribute_not_exists(asked)" };
      return putUnless({ TableName: table, Item: turnItem(arn, turn), ...condition });
    },

    async putTurn(arn, turn) {
      await dynamo.send(new PutItemCommand({ TableName: table, Item: turnItem(arn, turn) }));
    },

    async putSweep(row) {
      const Item = { parameter: { S: "sweep" }, row: { S: "sweep" }, body: { S: JSON.stringify(row) } };
      await dynamo.send(new PutItemCommand({ TableName: table, Item }));
    },

    async putTrail(row) {
      const keys = { parameter: { S: "trail" }, row: { S: "trail" } };
      const Item = { ...keys, at: { S: row.eventTime }, body: { S: JSON.stringify(row) } };
      try {
        await putUnless({ TableName: table, Item, ...notBefore(row.eventTime) });
      } catch (error) {
        log.error("could not note that a trail delivers", { error: toldOf(error) });
      }
    },

    async putFailure(duty, row) {
      const Item = { parameter: { S: duty }, row: { S: "failure" }, body: { S: JSON.stringify(row) } };
      try {
        await dynamo.send(new PutItemCommand({ TableName: table, Item }));
      } catch (error) {
        log.error("could not note a failure", { error: toldOf(error) });
      }
    },
  };
}

/** A turn as an item: in attributes, by which its condition decides. */
function turnItem(arn: string, { since, until }: TurnRow): Item {
  return { parameter: { S: arn }, row: { S: "turn" }, since: { S: since ?? "" }, until: { S: until } };
}

/** One that cannot be read is nobody's. */
function turnOf({ since, until }: Item): TurnRow {
  const turn = v.safeParse(TurnRow, { since: since?.S || null, until: until?.S });
  return turn.success ? turn.output : { since: null, until: new Date(0).toISOString() };
}

/**
 * The condition that keeps a row which is of a later time, but not of one that is far ahead: somebody put that there, and
 * no other would ever take its place. Times are ISO 8601 and sort as text.
 */
function notBefore(at: string) {
  const ahead = new Date(Date.parse(at) + HOUR_MS).toISOString();
  return {
    ConditionExpression: "NOT attribute_type(#at, :text) OR #at <= :at OR #at > :ahead",
    ExpressionAttributeNames: { "#at": "at" },
    ExpressionAttributeValues: { ":text": { S: "S" }, ":at": { S: at }, ":ahead": { S: ahead } },
  };
}

/** Clocks of functions differ by less. */
const HOUR_MS = 3_600_000;

function keyOf({ parameter, row }: Item = {}): Item | undefined {
  return parameter && row && { parameter, row };
}

/** A row, or null for one that cannot be read: that is as good as lost, and a lost row is put anew. */
function parseRow<T>(schema: v.GenericSchema<unknown, T>, { parameter, row, body }: Item): T | null {
  try {
    return v.parse(schema, JSON.parse(body?.S ?? ""));
  } catch {
    log.error("a status row cannot be read", { parameter: parameter?.S, row: row?.S });
    return null;
  }
}
