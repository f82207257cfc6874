import { CreateLogStreamCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import {
  DecryptCommand,
  DisableKeyCommand,
  EncryptCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
} from "@aws-sdk/client-kms";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { DeleteObjectCommand, GetObjectCommand, ListObjectVersionsCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import {
  DeleteParameterCommand,
  DeleteParametersCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  PutParameterCommand,
} from "@aws-sdk/client-ssm";
import { newValue } from "../stages.ts";
import type { Probe } from "./probe.ts";
import type { Scene } from "./scene.ts";

/** What no function of the vault may do, whatever its duty. */
export function forbiddenProbes(scene: Scene, duty: string): Record<string, Probe> {
  const ledgerKey = { parameter: { S: "permissions" }, seq: { N: "1" } };
  const statusKey = { parameter: { S: "permissions" }, row: { S: "live" } };
  return {
    ...changesOf("the ledger", scene.ledger, ledgerKey),
    ...changesOf("the status table", scene.status, statusKey),
    ...ciphertexts(scene.ledger, ledgerKey),
    ...parameters(scene),
    ...key(scene),
    ...bucket(scene),
    ...others(scene, duty),
  };
}

function changesOf(what: string, TableName: string, Key: DeleteItemCommand["input"]["Key"]): Record<string, Probe> {
  const RequestItems = { [TableName]: [{ DeleteRequest: { Key } }] };
  const UpdateExpression = "SET probe = :yes";
  const ExpressionAttributeValues = { ":yes": { S: "yes" } };
  const update = { TableName, Key, UpdateExpression, ExpressionAttributeValues };
  return {
    [`delete a row of ${what}`]: ({ dynamo }) => dynamo.send(new DeleteItemCommand({ TableName, Key })),
    [`change a row of ${what}`]: ({ dynamo }) => dynamo.send(new UpdateItemCommand(update)),
    [`write a batch into ${what}`]: ({ dynamo }) => dynamo.send(new BatchWriteItemCommand({ RequestItems })),
    [`delete from ${what} in a transaction`]: ({ dynamo }) =>
      dynamo.send(new TransactWriteItemsCommand({ TransactItems: [{ Delete: { TableName, Key } }] })),
    [`change ${what} in a transaction`]: ({ dynamo }) =>
      dynamo.send(new TransactWriteItemsCommand({ TransactItems: [{ Update: update }] })),
  };
}

/** Who appends queries its own partition of the ledger; nobody reads all of it. Query on the ledger: right-probes.ts. */
function ciphertexts(TableName: string, Key: GetItemCommand["input"]["Key"]): Record<string, Probe> {
  return {
    "scan the ledger itself": ({ dynamo }) => dynamo.send(new ScanCommand({ TableName, Limit: 1 })),
    "get an item of the ledger": ({ dynamo }) => dynamo.send(new GetItemCommand({ TableName, Key })),
  };
}

function parameters({ parameter, outside }: Scene): Record<string, Probe> {
  const Path = parameter.slice(0, parameter.lastIndexOf("/"));
  return {
    "delete a parameter": ({ ssm }) => ssm.send(new DeleteParameterCommand({ Name: parameter })),
    "delete several parameters": ({ ssm }) => ssm.send(new DeleteParametersCommand({ Names: [parameter] })),
    "read a whole path": ({ ssm }) => ssm.send(new GetParametersByPathCommand({ Path })),
    "read a parameter outside the prefix": ({ ssm }) => ssm.send(new GetParameterCommand({ Name: outside })),
    "write a parameter outside the prefix": ({ ssm }) =>
      ssm.send(new PutParameterCommand({ Name: outside, Value: newValue(), Overwrite: true })),
  };
}

function key({ key: KeyId, outside, sealedOutside, keyPolicy: Policy }: Scene): Record<string, Probe> {
  const plain = { KeyId, Plaintext: Buffer.from("probe") };
  return {
    "seal a name outside the prefix": ({ kms }) =>
      kms.send(new EncryptCommand({ ...plain, EncryptionContext: { name: outside } })),
    "seal no name at all": ({ kms }) => kms.send(new EncryptCommand(plain)),
    "open a name outside the prefix": ({ kms }) => kms.send(new DecryptCommand(sealedOutside)),
    "have the key deleted": ({ kms }) => kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 30 })),
    "disable the key": ({ kms }) => kms.send(new DisableKeyCommand({ KeyId })),
    "write the key's policy": ({ kms }) => kms.send(new PutKeyPolicyCommand({ KeyId, PolicyName: "default", Policy })),
  };
}

function bucket({ bucket: Bucket }: Scene): Record<string, Probe> {
  const Key = "app/a/b.json";
  return {
    "read what else is in SST's bucket": ({ s3 }) =>
      s3.send(new GetObjectCommand({ Bucket, Key: "snapshot/a/b.json" })),
    "list the versions of what else is there": ({ s3 }) =>
      s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: "snapshot/" })),
    "write a file of SST's": ({ s3 }) => s3.send(new PutObjectCommand({ Bucket, Key, Body: "{}" })),
    "delete a file of SST's": ({ s3 }) => s3.send(new DeleteObjectCommand({ Bucket, Key })),
  };
}

function others({ parameter: name }: Scene, duty: string): Record<string, Probe> {
  const logGroupName = `/aws/lambda/sst-vault-${duty === "query" ? "capture" : "query"}`;
  const Payload = JSON.stringify({ name, dryRun: true });
  return {
    "invoke a function": ({ lambda }) => lambda.send(new InvokeCommand({ FunctionName: "sst-vault-restore", Payload })),
    "write the log of another function": ({ logs }) =>
      logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName: "permissions" })),
  };
}
