import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { KMSClient } from "@aws-sdk/client-kms";
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { SSMClient } from "@aws-sdk/client-ssm";
import { announcer } from "../lib/aws/announcer.ts";
import { answer, environment, type Invocation, systemClock } from "../lib/aws/function-shell.ts";
import { parameterReader } from "../lib/aws/parameter-store.ts";
import { parameterWriter } from "../lib/aws/parameter-writer.ts";
import { artifactReader } from "../lib/aws/state-bucket.ts";
import { ledgerTable } from "../lib/aws/tables/ledger-table.ts";
import { statusTable } from "../lib/aws/tables/status-table.ts";
import { vaultKey } from "../lib/aws/vault-key.ts";
import { RestoreRequest } from "../lib/vault/api.ts";
import { VaultError } from "../lib/vault/errors.ts";
import { functionSession } from "../lib/vault/own-writes.ts";
import { namedParameter, parameterCalled } from "../lib/vault/parameter.ts";
import { restore } from "../lib/vault/restore/restore.ts";

const env = environment(
  "vaultName",
  "prefix",
  "ledgerTable",
  "statusTable",
  "keyArn",
  "topicArn",
  "recreateWaitSeconds",
  "restoreRoleArn",
);
const dynamo = new DynamoDBClient({});
const ssm = new SSMClient({ maxAttempts: 6 });
const s3 = new S3Client({});
const ports = {
  ledger: ledgerTable(dynamo, { ledger: env.ledgerTable, status: env.statusTable }),
  store: { ...parameterReader(ssm), ...parameterWriter(ssm) },
  key: vaultKey(new KMSClient({}), env.keyArn),
  proofs: statusTable(dynamo, env.statusTable),
  announcer: announcer(new EventBridgeClient({}), new SNSClient({}), env.topicArn, env.vaultName),
  clock: systemClock,
};
const settings = {
  recreateWaitSeconds: Number(env.recreateWaitSeconds),
  self: functionSession(env.restoreRoleArn, `${env.vaultName}-restore`),
};

/** `force` is a right of its own: it counts only for who may invoke the alias of that name. */
export const handler = (event: unknown, invocation: Invocation) =>
  answer(RestoreRequest, event, invocation, (request, home) => {
    if ((request.force || request.from !== undefined) && !invocation.invokedFunctionArn.endsWith(":force")) {
      throw new VaultError(
        "Refused",
        "force and from are honoured only through the function's alias force",
        "npx sst-vault restore … --force or --from invokes it; that needs lambda:InvokeFunction on the alias",
      );
    }
    const artifacts = artifactReader(s3, ssm, home.account);
    const from = request.from === undefined ? null : parameterCalled(home, request.from);
    return restore({ ...ports, artifacts }, namedParameter(home, request), request, { ...settings, from });
  });
