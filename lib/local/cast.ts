import { setTimeout as sleep } from "node:timers/promises";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DeleteParameterCommand, GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { rootSettings } from "./aws-environment.ts";
import type { Emulator } from "./emulator.ts";
import { type Credentials, clientOf, makeUser, policy } from "./iam.ts";
import { LocalAwsError } from "./local-aws-error.ts";
import { newPassphrase, secretsFile, stateFile } from "./sst-files.ts";
import { STATE_BUCKET } from "./sst-home.ts";

/** The people of the demo, each with credentials of their own: so that the trail has names to tell. */
export async function hirePeople(emulator: Emulator): Promise<Record<"ana" | "cleanup", Credentials>> {
  const Action = ["ssm:*", "s3:*", "ecr:*", "lambda:InvokeFunction"];
  const may = [{ Effect: "Allow", Action, Resource: "*" }];
  return { ana: await makeUser(emulator, "ana", may), cleanup: await makeUser(emulator, "cleanup", may) };
}

/** What SST does to an account (sst/pkg/project/provider/aws.go), done by one of its users. */
export function sstOf(emulator: Emulator, user: Credentials) {
  const ssm = new SSMClient(clientOf(emulator, user));
  const s3 = new S3Client({ ...rootSettings(emulator.endpoint), forcePathStyle: true });
  const upload = (Key: string, Body: Buffer) => s3.send(new PutObjectCommand({ Bucket: STATE_BUCKET, Key, Body }));
  const storePassphrase = async (Name: string, Value = newPassphrase()) => {
    const Description = "DO NOT DELETE STATE WILL BECOME UNRECOVERABLE";
    await ssm.send(new PutParameterCommand({ Name, Type: "SecureString", Value, Description }));
  };
  const uploadState = async (passphrase: string, app: string, stage: string) => {
    await upload(`app/${app}/${stage}.json`, await stateFile(passphrase, { app, stage }));
  };
  return {
    storePassphrase,
    uploadState,
    /** A first deploy of a stage. Gives its passphrase. */
    async deploy(app: string, stage: string): Promise<string> {
      const value = newPassphrase();
      await uploadState(value, app, stage);
      await upload(`secret/${app}/${stage}.json`, secretsFile(value));
      await storePassphrase(`/sst/passphrase/${app}/${stage}`, value);
      return value;
    },
    deletePassphrase: (Name: string) => ssm.send(new DeleteParameterCommand({ Name })),
    passphrase: async (Name: string) =>
      (await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }))).Parameter?.Value,
  };
}

/** A mailbox that is subscribed to the vault's topic, as a team's is. `next` waits for the next mail. */
export async function openMailbox({ endpoint }: Emulator, TopicArn: string): Promise<{ next(): Promise<string> }> {
  const settings = rootSettings(endpoint);
  const sqs = new SQSClient(settings);
  const open = { Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "*" };
  const Attributes = { Policy: policy([open]) };
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "mailbox", Attributes }));
  const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] });
  const Endpoint = (await sqs.send(asked)).Attributes?.QueueArn;
  await new SNSClient(settings).send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint }));
  return {
    async next() {
      for (const end = Date.now() + 30_000; Date.now() < end; await sleep(200)) {
        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1 }));
        const { Subject, Message } = JSON.parse(Messages[0]?.Body ?? "{}");
        if (Message) return `Subject: ${Subject}\n\n${Message}`;
      }
      throw new LocalAwsError("no message came within half a minute: this is a bug");
    },
  };
}
