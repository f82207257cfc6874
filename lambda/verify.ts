import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { KMSClient } from "@aws-sdk/client-kms";
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { announcer } from "../lib/aws/announcer.ts";
import { answer, environment, homeOf, type Invocation, systemClock } from "../lib/aws/function-shell.ts";
import { parseCheck } from "../lib/aws/messages/checks-queue.ts";
import { messageBatch } from "../lib/aws/messages/message-batch.ts";
import { parameterGlancer, parameterReader } from "../lib/aws/parameter-store.ts";
import { artifactReader } from "../lib/aws/state-bucket.ts";
import { ledgerTable } from "../lib/aws/tables/ledger-table.ts";
import { statusTable } from "../lib/aws/tables/status-table.ts";
import { vaultKey } from "../lib/aws/vault-key.ts";
import { VerifyRequest } from "../lib/vault/api.ts";
import { type Home, namedParameter } from "../lib/vault/parameter.ts";
import { checkBatch } from "../lib/vault/verify/check-batch.ts";
import { verifyAsked } from "../lib/vault/verify/verify-asked.ts";

const env = environment("vaultName", "prefix", "ledgerTable", "statusTable", "keyArn", "topicArn", "checksQueue");
const dynamo = new DynamoDBClient({});
const ssm = new SSMClient({ maxAttempts: 6 });
const s3 = new S3Client({});
const ports = {
  ledger: ledgerTable(dynamo, { ledger: env.ledgerTable, status: env.statusTable }),
  store: { ...parameterReader(ssm), ...parameterGlancer(ssm) },
  proofs: statusTable(dynamo, env.statusTable),
  key: vaultKey(new KMSClient({}), env.keyArn),
  announcer: announcer(new EventBridgeClient({}), new SNSClient({}), env.topicArn, env.vaultName),
  clock: systemClock,
};
const batch = messageBatch(new SQSClient({}), {
  queueUrl: env.checksQueue,
  prefix: env.prefix,
  parse: (body) => [parseCheck(body)],
  noteFailure: (failure) => ports.proofs.putFailure("verify", failure),
});

/** Tests what is on the checks queue, and one stage for who asks, with the `_fallback` of its app. */
export const handler = (event: unknown, invocation: Invocation) =>
  isBatch(event) ? checked(event, homeOf(invocation, env.prefix)) : answered(event, invocation);

function isBatch(event: unknown): event is SQSEvent {
  return typeof event === "object" && event !== null && "Records" in event;
}

function portsIn({ account }: Home) {
  return { ...ports, artifacts: artifactReader(s3, ssm, account) };
}

function checked(event: SQSEvent, home: Home): Promise<SQSBatchResponse> {
  return batch(event, (deliveries) => checkBatch(portsIn(home), home, deliveries));
}

function answered(event: unknown, invocation: Invocation) {
  return answer(VerifyRequest, event, invocation, async (request, home) => ({
    results: await verifyAsked(portsIn(home), home, namedParameter(home, request), request),
  }));
}
