import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { IAMClient } from "@aws-sdk/client-iam";
import { CreateKeyCommand, EncryptCommand, GetKeyPolicyCommand, KMSClient } from "@aws-sdk/client-kms";
import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { inject } from "vitest";
import { ENVIRONMENT } from "../../../lib/aws/environment.ts";
import { type Credentials, visit } from "../../../lib/local/iam.ts";
import { localAws } from "../../support/local-aws.ts";
import { unique } from "../../support/local-parts.ts";
import { nameOf, newValue } from "../stages.ts";

/** Every service that a function of the vault uses, called by one and the same caller. */
export type Caller = ReturnType<typeof callAs>;

export function callAs(credentials: Credentials = localAws().credentials) {
  const config = { ...localAws(), credentials };
  return {
    ssm: new SSMClient(config),
    s3: new S3Client(config),
    kms: new KMSClient(config),
    dynamo: new DynamoDBClient(config),
    sqs: new SQSClient(config),
    sns: new SNSClient(config),
    events: new EventBridgeClient(config),
    iam: new IAMClient(config),
    lambda: new LambdaClient(config),
    logs: new CloudWatchLogsClient(config),
    watch: new CloudWatchClient(config),
    trails: new CloudTrailClient(config),
  };
}

/** The caller that a function of the deployed vault is: a session in its own role. */
export async function callAsFunction(duty: string): Promise<Caller> {
  const command = new GetFunctionConfigurationCommand({ FunctionName: `sst-vault-${duty}` });
  const { Role = "" } = await callAs().lambda.send(command);
  return callAs(await visit(localAws(), Role));
}

/** What the probes touch: parts of the deployed vault, and things of their own that nobody else uses. */
export type Scene = Awaited<ReturnType<typeof setScene>>;

export async function setScene() {
  const { ssm, s3, kms, lambda } = callAs();
  const command = new GetFunctionConfigurationCommand({ FunctionName: "sst-vault-query" });
  const { Environment: { Variables = {} } = {} } = await lambda.send(command);
  const read = (name: keyof typeof ENVIRONMENT) => Variables[ENVIRONMENT[name]] ?? "";
  const vault = {
    key: read("keyArn"),
    ledger: read("ledgerTable"),
    ledgerStream: await streamOf(read("ledgerTable")),
    status: read("statusTable"),
    changes: read("changesQueue"),
    deadLetters: read("changesDeadLetters"),
    checks: read("checksQueue"),
    checksDeadLetters: read("checksDeadLetters"),
    topic: inject("vault").Topic ?? "",
    captureRole: await roleOf("sst-vault-capture"),
  };

  const parameter = nameOf("permissions", "probe");
  const outside = "/permissions/outside";
  for (const Name of [parameter, outside]) {
    await ssm.send(new PutParameterCommand({ Name, Value: newValue(), Type: "SecureString" }));
  }
  const bucket = unique("permissions");
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  for (const Key of ["app/a/b.json", "secret/a/b.json", "lock/a/b.json", "snapshot/a/b.json"]) {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: "{}" }));
  }
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const ownersKey = KeyMetadata?.Arn ?? "";
  const seal = async (KeyId: string, EncryptionContext: Record<string, string>) => {
    const encrypt = new EncryptCommand({ KeyId, EncryptionContext, Plaintext: Buffer.from("probe") });
    const { CiphertextBlob } = await kms.send(encrypt);
    return { KeyId, EncryptionContext, CiphertextBlob };
  };
  return {
    ...vault,
    parameter,
    outside,
    ownersKey,
    bucket,
    /** Blobs with the key and the context that open them, as the vault, DynamoDB and SSM make them. */
    sealed: await seal(vault.key, { name: parameter }),
    sealedOutside: await seal(vault.key, { name: outside }),
    sealedForTable: await seal(vault.key, { "aws:dynamodb:tableName": vault.ledger }),
    sealedForSsm: await seal(ownersKey, { PARAMETER_ARN: `arn:aws:ssm:us-east-1:000000000000:parameter${parameter}` }),
    sealedForS3: await seal(ownersKey, { "aws:s3:arn": `arn:aws:s3:::${bucket}` }),
    keyPolicy: (await kms.send(new GetKeyPolicyCommand({ KeyId: vault.key, PolicyName: "default" }))).Policy,
  };
}

async function roleOf(FunctionName: string): Promise<string> {
  const { Role = "" } = await callAs().lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  return Role.split("/").at(-1) ?? "";
}

async function streamOf(TableName: string): Promise<string> {
  const { Table } = await callAs().dynamo.send(new DescribeTableCommand({ TableName }));
  return Table?.LatestStreamArn ?? "";
}
