import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { LIMITS } from "../lib/aws/environment.ts";
import { answer, environment, type Invocation, systemClock } from "../lib/aws/function-shell.ts";
import { healthProbes } from "../lib/aws/health/health-probes.ts";
import { ledgerIndex } from "../lib/aws/tables/ledger-index.ts";
import { statusTable } from "../lib/aws/tables/status-table.ts";
import { QueryRequest } from "../lib/vault/api.ts";
import { audit, chainRows } from "../lib/vault/audit/audit.ts";
import { health } from "../lib/vault/health/health.ts";
import { history } from "../lib/vault/query/history.ts";
import { list } from "../lib/vault/query/list.ts";

const env = environment(
  "vaultName",
  "prefix",
  "ledgerTable",
  "statusTable",
  "keyArn",
  "changesQueue",
  "changesDeadLetters",
  "checksQueue",
  "checksDeadLetters",
  "topicArn",
  "sweepEverySeconds",
  "rightsOfRoles",
);
const dynamo = new DynamoDBClient({});
const index = ledgerIndex(dynamo, env.ledgerTable);
const status = statusTable(dynamo, env.statusTable);
const probes = healthProbes(
  {
    dynamo,
    sqs: new SQSClient({}),
    sns: new SNSClient({}),
    kms: new KMSClient({}),
    lambda: new LambdaClient({}),
    iam: new IAMClient({}),
    events: new EventBridgeClient({}),
    watch: new CloudWatchClient({}),
    trails: new CloudTrailClient({}),
  },
  env,
);
const settings = { vault: env.vaultName, sweepEverySeconds: Number(env.sweepEverySeconds), limits: LIMITS };

/** `list`, `history`, `audit` and `status` of the CLI: metadata only. */
export const handler = (event: unknown, invocation: Invocation) =>
  answer<QueryRequest, object>(QueryRequest, event, invocation, (request, home) => {
    switch (request.op) {
      case "list":
        return list(status, home, request);
      case "history":
        return history({ index, status }, home, request);
      case "audit":
        return audit({ index, status, clock: systemClock }, home, request);
      case "chain":
        return chainRows({ index }, home, request);
      case "status":
        return health({ status, probes, clock: systemClock }, { ...settings, home });
    }
  });
