import {
  BatchWriteItemCommand,
  type DynamoDBClient,
  type PutItemCommandInput,
  type WriteRequest,
} from "@aws-sdk/client-dynamodb";
import pMap from "p-map";
import { ledgerItem } from "../../lib/aws/tables/ledger-item.ts";
import { liveItem } from "../../lib/aws/tables/status-table.ts";
import { chain, chainStart, type Draft } from "../../lib/vault/ledger/ledger.ts";
import { type Home, protectedParameter } from "../../lib/vault/parameter.ts";
import { sampleLive } from "../support/ledger-samples.ts";

const PARAMETERS = 500;
const EACH = 20;
export const home: Home = {
  partition: "aws",
  account: "000000000000",
  region: "us-east-1",
  prefix: "/sst/passphrase/",
};

interface Seeded {
  month: string;
  bytes: number;
}

/** A year of parameters that are written again and again; chained as capture does, put without it. */
export async function seedYear(dynamo: DynamoDBClient, ledger: string, status: string): Promise<Seeded[]> {
  const parameters = Array.from({ length: PARAMETERS }, (_, n) =>
    protectedParameter(home, `${home.prefix}bench/stage-${n}`),
  );
  const seeded: Seeded[] = [];
  await pMap(
    parameters,
    async (parameter, n) => {
      const drafts = Array.from({ length: EACH }, (_, m) => draft(n, m));
      const rows = chain(
        parameter,
        { seq: 0, hash: chainStart(parameter.arn), kept: 0 },
        drafts,
        "2026-11-01T00:00:00.000Z",
      );
      const puts = rows.map((row) => put(ledgerItem(parameter.arn, row)));
      await dynamo.send(new BatchWriteItemCommand({ RequestItems: { [ledger]: puts } }));
      const live = liveItem(sampleLive(parameter, EACH));
      await dynamo.send(new BatchWriteItemCommand({ RequestItems: { [status]: [put(live)] } }));
      seeded.push(
        ...rows.map((row) => ({ month: row.entry.time.slice(0, 7), bytes: bytesOf(ledgerItem(parameter.arn, row)) })),
      );
    },
    { concurrency: 8 },
  );
  return seeded;
}

function draft(n: number, m: number): Draft {
  const time = new Date(Date.UTC(2025, 10, 1) + (m * PARAMETERS + n) * 3_000_000).toISOString();
  return {
    type: "updated",
    time,
    life: 1,
    actor: { arn: "arn:aws:sts::000000000000:assumed-role/Deploy/ci-17", proof: "ssm" },
    recoveryPoint: {
      id: `${time.replaceAll(/[-:]/g, "")}-${m + 1}`,
      life: 1,
      version: m + 1,
      createdAt: time,
      createdBy: "arn:aws:sts::000000000000:assumed-role/Deploy/ci-17",
      source: "event",
      type: "SecureString",
      tier: "Standard",
      keyId: "alias/aws/ssm",
      description: "DO NOT DELETE STATE WILL BECOME UNRECOVERABLE",
      allowedPattern: null,
      dataType: "text",
      policies: [],
      labels: [],
      tags: {},
      sealedDigest: "0".repeat(64),
    },
    sealed: null,
    detail: {},
    requestId: null,
  };
}

type Item = NonNullable<PutItemCommandInput["Item"]>;
const put = (Item: Item): WriteRequest => ({ PutRequest: { Item } });

/** As DynamoDB counts: names and values (developer guide, item sizes). */
function bytesOf(item: Item): number {
  return Object.entries(item).reduce((sum, [name, { S = "", N = "" }]) => sum + name.length + S.length + N.length, 0);
}
