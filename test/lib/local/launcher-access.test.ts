import { CreateKeyCommand, EncryptCommand, KMSClient, PutKeyPolicyCommand } from "@aws-sdk/client-kms";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DeleteParametersCommand, GetParametersCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../../lib/local/emulator.ts";
import { assumeRole, clientOf, policy } from "../../../lib/local/iam.ts";

const ACCOUNT = "000000000000";
const DENIED = { name: expect.stringMatching(/AccessDenied/) };
let emulator: Emulator;
let ssm: SSMClient;
let kms: KMSClient;

beforeAll(async () => {
  emulator = await startEmulator();
  ssm = new SSMClient(clientOf(emulator));
  kms = new KMSClient(clientOf(emulator));
});
afterAll(() => emulator?.stop());

/** What a client is made with that has a role with these statements. */
const as = async (role: string, ...statements: object[]) =>
  clientOf(emulator, await assumeRole(emulator, role, statements));

describe("conditions of AWS", () => {
  test("count plain http on the loopback as secure transport", async () => {
    const sqs = new SQSClient(clientOf(emulator));
    const insecure = { Bool: { "aws:SecureTransport": "false" } };
    const statement = { Effect: "Deny", Principal: "*", Action: "sqs:*", Resource: "*", Condition: insecure };
    const { QueueUrl } = await sqs.send(
      new CreateQueueCommand({ QueueName: "ssl", Attributes: { Policy: policy([statement]) } }),
    );
    await sqs.send(new GetQueueAttributesCommand({ QueueUrl }));
  });

  test("ask of a batch of messages the right to send one", async () => {
    const root = new SQSClient(clientOf(emulator));
    const { QueueUrl } = await root.send(new CreateQueueCommand({ QueueName: "batches" }));
    const Entries = [{ Id: "0", MessageBody: "hello" }];
    const send = { Effect: "Allow", Action: "sqs:SendMessage", Resource: "*" };
    const receive = { ...send, Action: "sqs:ReceiveMessage" };
    const sender = new SQSClient(await as("sender", send));
    await sender.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const reader = new SQSClient(await as("reader", receive));
    await expect(reader.send(new SendMessageBatchCommand({ QueueUrl, Entries }))).rejects.toMatchObject(DENIED);
  });

  test("see the encryption context and the caller's account", async () => {
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    const KeyId = KeyMetadata?.Arn;
    const condition = {
      StringEquals: { "kms:EncryptionContext:v": "1", "kms:CallerAccount": ACCOUNT },
      "ForAllValues:StringEquals": { "kms:EncryptionContextKeys": ["v", "name"] },
    };
    const allowed = { Effect: "Allow", Action: "kms:Encrypt", Resource: "*", Condition: condition };
    const never = { StringEquals: { "kms:EncryptionContext:name": "/aws/secret" } };
    const denied = { Effect: "Deny", Action: "kms:Encrypt", Resource: "*", Condition: never };
    const visitor = new KMSClient(await as("sealer", allowed, denied));
    const encrypt = (EncryptionContext: Record<string, string>) =>
      visitor.send(new EncryptCommand({ KeyId, Plaintext: Buffer.from("x"), EncryptionContext }));

    await encrypt({ v: "1", name: "/sst" });
    await expect(encrypt({ v: "2", name: "/sst" })).rejects.toMatchObject(DENIED);
    await expect(encrypt({ v: "1", other: "/sst" })).rejects.toMatchObject(DENIED);
    await expect(encrypt({ v: "1", name: "/aws/secret" })).rejects.toMatchObject(DENIED);
    await expect(encrypt({})).rejects.toMatchObject(DENIED);
  });

  test("know a role by its own ARN, not by its session's", async () => {
    const { KeyMetadata: { KeyId = "" } = {} } = await kms.send(new CreateKeyCommand({}));
    const only = (role: string) => ({ ArnNotLike: { "aws:PrincipalArn": `arn:aws:iam::${ACCOUNT}:role/${role}` } });
    const account = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
    const Policy = policy([
      { Effect: "Allow", Principal: account, Action: "kms:*", Resource: "*" },
      { Effect: "Deny", Principal: "*", Action: "kms:Encrypt", Resource: "*", Condition: only("restorer") },
    ]);
    await kms.send(new PutKeyPolicyCommand({ KeyId, Policy }));
    const anything = { Effect: "Allow", Action: "kms:*", Resource: "*" };
    const encryptAs = async (role: string) => {
      const visitor = new KMSClient(await as(role, anything));
      return visitor.send(new EncryptCommand({ KeyId, Plaintext: Buffer.from("x") }));
    };
    await encryptAs("restorer");
    await expect(encryptAs("stranger")).rejects.toMatchObject(DENIED);
  });

  test("see whether a parameter is overwritten, and check every parameter that is named", async () => {
    const mine = `arn:aws:ssm:us-east-1:${ACCOUNT}:parameter/mine/*`;
    const overwriting = { StringEquals: { "ssm:Overwrite": "true" } };
    const guard = { Effect: "Deny", Action: "ssm:*", Resource: "arn:aws:ssm:*:*:parameter/mine/guarded" };
    const allowed = { Effect: "Allow", Action: "ssm:*", Resource: mine };
    const denied = { Effect: "Deny", Action: "ssm:PutParameter", Resource: "*", Condition: overwriting };
    const visitor = new SSMClient(await as("creator", allowed, denied, guard));
    const put = { Value: "1", Type: "String" } as const;
    await visitor.send(new PutParameterCommand({ ...put, Name: "/mine/one" }));
    await expect(
      visitor.send(new PutParameterCommand({ ...put, Name: "/mine/one", Overwrite: true })),
    ).rejects.toMatchObject(DENIED);
    await ssm.send(new PutParameterCommand({ ...put, Name: "/mine/guarded" }));

    await visitor.send(new GetParametersCommand({ Names: ["/mine/one"] }));
    await expect(visitor.send(new GetParametersCommand({ Names: ["/mine/one", "/others"] }))).rejects.toMatchObject(
      DENIED,
    );
    const Names = ["/mine/one", "/mine/guarded"];
    await expect(visitor.send(new DeleteParametersCommand({ Names }))).rejects.toMatchObject(DENIED);
    const { Parameters } = await ssm.send(new GetParametersCommand({ Names }));
    expect(Parameters).toHaveLength(2);
  });

  test("see whose a bucket is, and which prefix of it is listed", async () => {
    const s3 = new S3Client(clientOf(emulator));
    const Bucket = "owned";
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutObjectCommand({ Bucket, Key: "app/a.json", Body: "{}" }));
    const get = (ExpectedBucketOwner: string) =>
      new GetObjectCommand({ Bucket, Key: "app/a.json", ExpectedBucketOwner });
    await s3.send(get(ACCOUNT));
    await expect(s3.send(get("111122223333"))).rejects.toMatchObject(DENIED);

    const owned = (account: string) => ({ "s3:ResourceAccount": account });
    const allowed = (Action: string, account: string, more = {}) => {
      return { Effect: "Allow", Action, Resource: "*", Condition: { StringEquals: owned(account), ...more } };
    };
    const listing = allowed("s3:ListBucketVersions", ACCOUNT, { StringLike: { "s3:prefix": ["app/*"] } });
    const visitor = new S3Client(await as("home", allowed("s3:GetObject", ACCOUNT), listing));
    const list = (Prefix: string) => visitor.send(new ListObjectVersionsCommand({ Bucket, Prefix }));
    await visitor.send(get(ACCOUNT));
    await list("app/a.json");
    await expect(list("snapshot/")).rejects.toMatchObject(DENIED);
    const away = new S3Client(await as("away", allowed("s3:GetObject", "111122223333")));
    await expect(away.send(get(ACCOUNT))).rejects.toMatchObject(DENIED);
  });
});
