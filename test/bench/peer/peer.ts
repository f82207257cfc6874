import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { CreateEventSourceMappingCommand, CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { build } from "esbuild";
import { zipSync } from "fflate";
import { rootSettings } from "../../../lib/local/aws-environment.ts";
import type { Emulator } from "../../../lib/local/emulator.ts";
import { assumeRole } from "../../../lib/local/iam.ts";
import { makeQueue } from "../../support/local-parts.ts";

const Bucket = "bench-peer";
const NAME = "bench-peer";

/** One that keeps values. */
export interface Keeper {
  /** It looks at parameters below it. */
  prefix: string;
  /** Whether it has kept a value of that parameter. */
  has(name: string): Promise<boolean>;
  /** How many values below a prefix it has kept. */
  count(below: string): Promise<number>;
}

/** A stand-in for the closest peer on the same local AWS: event, queue, function, versioned bucket. */
export async function deployPeer(emulator: Emulator, prefix: string): Promise<Keeper> {
  const settings = rootSettings(emulator.endpoint);
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const events = new EventBridgeClient(settings);
  const lambda = new LambdaClient(settings);
  await s3.send(new CreateBucketCommand({ Bucket }));
  const VersioningConfiguration = { Status: "Enabled" as const };
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));

  const allow = (Action: string, Resource: string) => ({ Effect: "Allow", Action, Resource });
  await assumeRole(emulator, NAME, [
    allow("ssm:GetParameter", `arn:aws:ssm:us-east-1:000000000000:parameter${prefix}*`),
    allow("s3:*", `arn:aws:s3:::${Bucket}/*`),
  ]);
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: NAME,
      Role: `arn:aws:iam::000000000000:role/${NAME}`,
      Runtime: "nodejs24.x",
      Handler: "index.handler",
      MemorySize: 512,
      Timeout: 60,
      Environment: { Variables: { BUCKET: Bucket } },
      Code: { ZipFile: zipSync({ "index.mjs": await bundled(join(emulator.folder, "peer.mjs")) }) },
    }),
  );
  const queue = await makeQueue(new SQSClient(settings), { VisibilityTimeout: "360" });
  await lambda.send(
    new CreateEventSourceMappingCommand({ FunctionName: NAME, EventSourceArn: queue.arn, BatchSize: 10 }),
  );
  const pattern = { source: ["aws.ssm"], "detail-type": ["Parameter Store Change"], detail: { name: [{ prefix }] } };
  await events.send(new PutRuleCommand({ Name: NAME, EventPattern: JSON.stringify(pattern) }));
  await events.send(new PutTargetsCommand({ Rule: NAME, Targets: [{ Id: "queue", Arn: queue.arn }] }));

  return {
    prefix,
    async has(Key) {
      try {
        await s3.send(new HeadObjectCommand({ Bucket, Key }));
        return true;
      } catch (error) {
        if ((error as Error).name === "NotFound") return false;
        throw error;
      }
    },
    // A page holds a thousand: more than any measurement keeps.
    async count(Prefix) {
      return (await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix }))).Versions?.length ?? 0;
    },
  };
}

async function bundled(outfile: string): Promise<Uint8Array> {
  await build({
    entryPoints: [join(import.meta.dirname, "handler.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    minify: true,
    mainFields: ["module", "main"],
  });
  return readFile(outfile);
}
