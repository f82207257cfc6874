import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DeleteParameterCommand, GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { rootSettings } from "../../lib/local/aws-environment.ts";
import { policy } from "../../lib/local/iam.ts";
import { newPassphrase, secretsFile, stateFile } from "../../lib/local/sst-files.ts";
import { STATE_BUCKET } from "../../lib/local/sst-home.ts";
import { makeQueue } from "../support/local-parts.ts";
import { runScript } from "../support/run-script.ts";
import { type Measured, median, timed } from "./measure.ts";
import type { Scene } from "./scene.ts";

const CLI = join(import.meta.dirname, "..", "..", "bin", "vault.ts");
const ROUNDS = 7;

/**
 * The two figures of a backup, measured on the deployed vault: how soon a change is in the ledger, how soon
 * after an accident people hear of it, and how soon after the command a stage has its passphrase back.
 */
export async function accident({ emulator, outputs }: Scene): Promise<Measured[]> {
  const settings = rootSettings(emulator.endpoint);
  const ssm = new SSMClient(settings);
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const sqs = new SQSClient(settings);
  const dynamo = new DynamoDBClient(settings);
  const open = { Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "*" };
  const mailbox = await makeQueue(sqs, { Policy: policy([open]) });
  const sns = new SNSClient(settings);
  await sns.send(new SubscribeCommand({ TopicArn: outputs.Topic, Protocol: "sqs", Endpoint: mailbox.arn }));

  const put = (Name: string, Value: string) =>
    ssm.send(new PutParameterCommand({ Name, Value, Type: "SecureString", Overwrite: false }));
  const entries = async (name: string) => {
    const query = new QueryCommand({
      TableName: outputs.LedgerTable,
      ConsistentRead: true,
      KeyConditionExpression: "#p = :p",
      ExpressionAttributeNames: { "#p": "parameter" },
      ExpressionAttributeValues: { ":p": { S: `arn:aws:ssm:us-east-1:000000000000:parameter${name}` } },
      Select: "COUNT",
    });
    return (await dynamo.send(query)).Count ?? 0;
  };
  const until = async (done: () => Promise<boolean>) => {
    for (const end = Date.now() + 60_000; !(await done()); )
      if (Date.now() > end) throw new Error("not within a minute");
  };

  const app = `bench-${randomUUID().slice(0, 8)}`;
  const nameOf = (round: number) => `/sst/passphrase/${app}/stage-${round}`;
  const took = { ledger: [] as number[], message: [] as number[], command: [] as number[], value: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    const name = nameOf(round);
    const right = newPassphrase();
    const stage = `stage-${round}`;
    const files = {
      [`app/${app}/${stage}.json`]: await stateFile(right),
      [`secret/${app}/${stage}.json`]: secretsFile(right),
    };
    for (const [Key, Body] of Object.entries(files)) {
      await s3.send(new PutObjectCommand({ Bucket: STATE_BUCKET, Key, Body }));
    }
    await put(name, right);
    took.ledger.push(await timed(() => until(async () => (await entries(name)) > 0)));

    await ssm.send(new DeleteParameterCommand({ Name: name }));
    await put(name, newPassphrase());
    took.message.push(await timed(() => until(() => hears(sqs, mailbox.url, `${app}/${stage}`))));

    const command = runScript(CLI, ["restore", app, stage, "--yes"], emulator.environment);
    const back = async () => {
      const read = new GetParameterCommand({ Name: name, WithDecryption: true });
      return (await ssm.send(read)).Parameter?.Value === right;
    };
    const [whole, value] = await Promise.all([timed(() => command), timed(() => until(back))]);
    if ((await command).code !== 0) throw new Error((await command).stderr);
    took.command.push(whole);
    took.value.push(value);
  }
  const one = (what: string, numbers: number[], bound: number | null, against: string): Measured => {
    return { what, ours: median(numbers), bound, against, unit: "ms", aim: null };
  };
  return [
    one("change → ledger", took.ledger, 30, "the closest peer, here"),
    one("accident → message to people", took.message, null, "two captures and one PBKDF2 a value"),
    one("command → value back", took.value, null, "a CLI process, two invocations"),
    one("restore, process end to end", took.command, 900, "the closest peer, here"),
  ];
}

async function hears(sqs: SQSClient, QueueUrl: string, what: string): Promise<boolean> {
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  return Messages.some(({ Body = "" }) => Body.includes(what) && Body.includes("can be restored"));
}
