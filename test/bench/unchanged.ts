import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { KMSClient } from "@aws-sdk/client-kms";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import pMap from "p-map";
import { announcer } from "../../lib/aws/announcer.ts";
import { systemClock } from "../../lib/aws/function-shell.ts";
import { changesQueue } from "../../lib/aws/messages/changes-queue.ts";
import { checksQueue } from "../../lib/aws/messages/checks-queue.ts";
import { parameterGlancer, parameterLister, parameterReader } from "../../lib/aws/parameter-store.ts";
import { artifactReader } from "../../lib/aws/state-bucket.ts";
import { ledgerIndex } from "../../lib/aws/tables/ledger-index.ts";
import { ledgerTable } from "../../lib/aws/tables/ledger-table.ts";
import { statusTable } from "../../lib/aws/tables/status-table.ts";
import { vaultKey } from "../../lib/aws/vault-key.ts";
import { rootSettings } from "../../lib/local/aws-environment.ts";
import { newPassphrase, secretsFile, stateFile } from "../../lib/local/sst-files.ts";
import { STATE_BUCKET } from "../../lib/local/sst-home.ts";
import { capture } from "../../lib/vault/capture/capture.ts";
import { protectedParameter } from "../../lib/vault/parameter.ts";
import { sweep } from "../../lib/vault/sweep/sweep.ts";
import { verify } from "../../lib/vault/verify/verify.ts";
import { makeKey, makeQueue, makeTables } from "../support/local-parts.ts";
import type { Measured } from "./measure.ts";
import type { Scene } from "./scene.ts";

/** Where no vault looks, so that nobody else captures it. */
const PREFIX = "/bench/unchanged/";
const HOME = { partition: "aws", account: "000000000000", region: "us-east-1", prefix: PREFIX };
const STAGES = 120;
/** DescribeParameters gives so many at most. */
const LISTED = 50;

/** The calls of a restore test of a stage that did not change, and of a sweep that finds nothing: beside the fewest. */
export async function unchanged({ emulator }: Scene): Promise<Measured[]> {
  const settings = rootSettings(emulator.endpoint);
  const clients = {
    dynamo: new DynamoDBClient(settings),
    ssm: new SSMClient(settings),
    kms: new KMSClient(settings),
    s3: new S3Client({ ...settings, forcePathStyle: true }),
    sqs: new SQSClient(settings),
    sns: new SNSClient(settings),
    events: new EventBridgeClient(settings),
  };
  const { dynamo, ssm, kms, s3, sqs, sns, events } = clients;
  const tables = await makeTables(dynamo);
  const checks = checksQueue(sqs, (await makeQueue(sqs)).url);
  const status = statusTable(dynamo, tables.status);
  const { TopicArn = "" } = await sns.send(new CreateTopicCommand({ Name: "bench-unchanged" }));
  const ports = {
    ledger: ledgerTable(dynamo, tables),
    status,
    proofs: status,
    store: { ...parameterReader(ssm), ...parameterGlancer(ssm) },
    artifacts: artifactReader(s3, ssm, HOME.account),
    key: vaultKey(kms, await makeKey(kms)),
    announcer: announcer(events, sns, TopicArn, "bench"),
    checks,
    clock: systemClock,
  };
  const sweepPorts = {
    store: parameterLister(ssm),
    index: ledgerIndex(dynamo, tables.ledger),
    status,
    queue: changesQueue(sqs, (await makeQueue(sqs)).url),
    checks,
    meter: { record: () => {} },
    clock: systemClock,
  };

  const value = newPassphrase();
  const [state, secrets] = [await stateFile(value), secretsFile(value)];
  const stages = Array.from({ length: STAGES }, (_, n) => protectedParameter(HOME, `${PREFIX}shop/stage-${n}`));
  // One proof is made by a real test; the others are copies of it, since each would take a PBKDF2.
  const [first] = stages;
  if (!first) throw new Error("there is no stage to test");
  await s3.send(new PutObjectCommand({ Bucket: STATE_BUCKET, Key: "app/shop/stage-0.json", Body: state }));
  await s3.send(new PutObjectCommand({ Bucket: STATE_BUCKET, Key: "secret/shop/stage-0.json", Body: secrets }));
  await pMap(
    stages,
    async (parameter) => {
      await ssm.send(new PutParameterCommand({ Name: parameter.name, Value: value, Type: "SecureString" }));
      const at = new Date().toISOString();
      const message = { name: parameter.name, hint: { kind: "create", at, source: "event" } } as const;
      await capture(ports, parameter, [{ message, times: 1, last: false, sentAt: at }], 60);
    },
    { concurrency: 4 },
  );
  const before = await verify(ports, first, "capture");
  const proof = await status.proof(first.arn);
  if (before.verdict !== "ok" || !proof) throw new Error(`the stage is ${before.verdict}, not ok`);
  for (const { arn } of stages.slice(1)) await status.putProof({ ...proof, parameter: arn, seq: 1, liveSeq: 1 });
  await sweep(sweepPorts, HOME, 3600);

  const sent: string[] = [];
  for (const [client, { middlewareStack }] of Object.entries(clients)) {
    // biome-ignore lint/suspicious/noExplicitAny: each client's stack has types of its own, and we only listen
    (middlewareStack as any).add((next: any, context: any) => (args: any) => {
      sent.push(`${client} ${context.commandName}`);
      return next(args);
    });
  }
  const again = await verify(ports, first, "sweep");
  if (again.verdict !== "ok") throw new Error(`the unchanged stage is ${again.verdict}, not ok`);
  const tested = sent.splice(0);
  const found = await sweep(sweepPorts, HOME, 3600, false);
  if (found.parameters !== STAGES || found.enqueued > 0) throw new Error(`the sweep found ${JSON.stringify(found)}`);
  const swept = sent.splice(0);
  const line = (what: string, calls: string[], bound: number, against: string): Measured => {
    return { what, ours: calls.length, bound, against, unit: "calls", aim: null };
  };
  if ([...tested, ...swept].some((call) => call.startsWith("kms "))) throw new Error("a value was opened");
  return [
    line(
      "test of an unchanged stage",
      tested,
      7,
      "its rows, the ledger's end, the version, bootstrap, 2 files; 1 write; no decrypt",
    ),
    {
      ...line(
        `sweep of ${STAGES} unchanged stages`,
        swept,
        Math.ceil(STAGES / LISTED) + 3,
        `${LISTED} a page listed; status 1 MB a page; its own row read, written; no decrypt`,
      ),
      aim: 1.05,
    },
  ];
}
