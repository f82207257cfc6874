import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient, GetItemCommand, paginateScan } from "@aws-sdk/client-dynamodb";
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DeleteParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import pMap from "p-map";
import * as v from "valibot";
import { rootSettings } from "../../lib/local/aws-environment.ts";
import { LiveRow } from "../../lib/vault/status/live-row.ts";
import { type Measured, median, timed } from "./measure.ts";
import { deployPeer, type Keeper } from "./peer/peer.ts";
import type { Scene } from "./scene.ts";

const SHORT_LIVES = 10;
const ROUNDS = 15;
/** Users that change parameters side by side. */
const AT_ONCE = 20;

/**
 * What becomes of values that live short and of many changes at once: the deployed vault beside the closest peer, on the same local AWS,
 * in turns.
 */
export async function changes({ emulator, outputs }: Scene): Promise<Measured[]> {
  const settings = rootSettings(emulator.endpoint);
  const ssm = new SSMClient({ ...settings, maxAttempts: 1 });
  const peer = await deployPeer(emulator, "/bench-peer/");
  const vault = vaultKeeper(new DynamoDBClient(settings), outputs);
  const quiet = () => untilQuiet(new SQSClient(settings));

  const put = (Name: string) => {
    const Value = randomBytes(32).toString("base64");
    return ssm.send(new PutParameterCommand({ Name, Value, Type: "SecureString", Overwrite: true }));
  };
  const remove = (Name: string) => ssm.send(new DeleteParameterCommand({ Name }));
  const inTurns = async (measure: (keeper: Keeper, below: string) => Promise<number>) => {
    const measured = [];
    for (const keeper of [peer, vault]) {
      await quiet();
      measured.push(await measure(keeper, `${keeper.prefix}${randomUUID().slice(0, 8)}/`));
    }
    const [bound = Number.NaN, ours = Number.NaN] = measured;
    return { ours, bound };
  };

  /** How many of some values that live so long, one at a time, are lost. */
  const lost = (milliseconds: number) =>
    inTurns(async ({ count }, below) => {
      for (let n = -1; n < SHORT_LIVES; n++) {
        // The first warms up, and is kept elsewhere.
        const name = n < 0 ? `${below.slice(0, -1)}-warm/stage` : `${below}stage-${n}`;
        await put(name);
        await sleep(milliseconds);
        await remove(name);
        await sleep(1500);
      }
      return SHORT_LIVES - (await count(below));
    });
  const oneByOne = () =>
    inTurns(async (keeper, below) => {
      const took = [];
      for (let n = 0; n < ROUNDS; n++) {
        const one = `${below}${n}/stage`;
        await put(one);
        took.push(await timed(() => until(() => keeper.has(one), 1)));
        await sleep(300);
      }
      return median(took);
    });
  /** Until all are kept, from the first change on; each name changed so often. */
  const many = (names: number, each: number) =>
    inTurns((keeper, below) =>
      timed(async () => {
        const stages = Array.from({ length: names }, (_, n) => `${below}stage-${n}`);
        await pMap(
          stages,
          async (name) => {
            for (let n = 0; n < each; n++) await put(name);
          },
          { concurrency: AT_ONCE },
        );
        // The peer keeps only what it reads in time: of it, each name counts once.
        const all = keeper === vault ? names * each : names;
        await until(async () => (await keeper.count(below)) >= all, 50);
      }),
    );
  const behind = (vanished: number, concurrency: number) =>
    inTurns(async (keeper, below) => {
      const all = Array.from({ length: vanished }, (_, n) => `${below}stage-${n}`);
      await pMap(
        all,
        async (name) => {
          await put(name);
          await remove(name);
        },
        { concurrency },
      );
      const ordinary = `${below.slice(0, -1)}-ordinary/stage`;
      await put(ordinary);
      return timed(() => until(() => keeper.has(ordinary), 5));
    });

  const one = (what: string, unit: Measured["unit"], took: { ours: number; bound: number }, aim = ""): Measured => {
    return { what, ...took, against: `the closest peer, here${aim}`, unit, aim: null };
  };
  const seconds = ({ ours, bound }: { ours: number; bound: number }) => ({ ours: ours / 1000, bound: bound / 1000 });
  return [
    one("change → kept, idle", "ms", await oneByOne()),
    one(`lost of ${SHORT_LIVES} that live 100 ms`, "", await lost(100)),
    one(`lost of ${SHORT_LIVES} that live 50 ms`, "", await lost(50)),
    one(`lost of ${SHORT_LIVES} that live 20 ms`, "", await lost(20)),
    one("60 changes at once", "s", seconds(await many(60, 1))),
    one("600 changes, 3 a name", "s", seconds(await many(200, 3)), ", which keeps only the last; aim 13 s"),
    one("a change behind 1000 vanished, 4 users", "s", seconds(await behind(1000, 4)), "; aim 1 s"),
    one(`the same, ${AT_ONCE} users: all the machine can`, "s", seconds(await behind(1000, AT_ONCE))),
  ];
}

function vaultKeeper(dynamo: DynamoDBClient, { StatusTable: TableName }: Record<string, string>): Keeper {
  const arnOf = (name: string) => `arn:aws:ssm:us-east-1:000000000000:parameter${name}`;
  return {
    prefix: "/sst/passphrase/",
    async has(name) {
      const Key = { parameter: { S: arnOf(name) }, row: { S: "live" } };
      return (await dynamo.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item !== undefined;
    },
    async count(below) {
      let points = 0;
      for await (const { Items = [] } of paginateScan({ client: dynamo }, { TableName })) {
        const rows = Items.filter(({ parameter, row }) => row?.S === "live" && parameter?.S?.startsWith(arnOf(below)));
        for (const { body } of rows) points += v.parse(LiveRow, JSON.parse(body?.S ?? "")).recoveryPoints;
      }
      return points;
    },
  };
}

async function until(done: () => Promise<boolean>, every: number): Promise<void> {
  for (const end = Date.now() + 180_000; !(await done()); await sleep(every)) {
    if (Date.now() > end) throw new Error("not within three minutes");
  }
}

/** Until nothing stands in a queue of the vault, or comes again. */
async function untilQuiet(sqs: SQSClient): Promise<void> {
  const urls = ["sst-vault-changes", "sst-vault-checks"].map(
    async (QueueName) => (await sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl,
  );
  const AttributeNames = ["ApproximateNumberOfMessages" as const, "ApproximateNumberOfMessagesNotVisible" as const];
  const left = async (QueueUrl: string | undefined) => {
    const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
    return AttributeNames.reduce((sum, name) => sum + Number(Attributes[name]), 0);
  };
  for (const end = Date.now() + 300_000; Date.now() < end; await sleep(500)) {
    const counts = await Promise.all((await Promise.all(urls)).map(left));
    if (counts.every((count) => count === 0)) return;
  }
}
