import { randomUUID } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { SQSClient } from "@aws-sdk/client-sqs";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { beforeAll, expect, test } from "vitest";
import { changesQueue } from "../../../lib/aws/messages/changes-queue.ts";
import { parameterLister, parameterReader } from "../../../lib/aws/parameter-store.ts";
import { parameterWriter } from "../../../lib/aws/parameter-writer.ts";
import { ledgerIndex } from "../../../lib/aws/tables/ledger-index.ts";
import { ledgerTable } from "../../../lib/aws/tables/ledger-table.ts";
import { statusTable } from "../../../lib/aws/tables/status-table.ts";
import { vaultKey } from "../../../lib/aws/vault-key.ts";
import { Passphrase } from "../../../lib/sst/passphrase.ts";
import { type Sealed, sealContext } from "../../../lib/vault/ledger/seal.ts";
import { seedFault } from "../../support/faults.ts";
import { point, rowsOf, sampleLive } from "../../support/ledger-samples.ts";
import { localAws } from "../../support/local-aws.ts";
import { makeKey, makeQueue, makeTables } from "../../support/local-parts.ts";
import { stage } from "../../support/memory/memory-vault.ts";

const parameter = stage(randomUUID());
const { arn } = parameter;
const live = sampleLive(parameter, 1);
const context = sealContext(parameter, "20261122T120000.123Z-1");
const value = new Passphrase("sealed under a busy key");
const prefix = `/throttled/${randomUUID()}/`;
const name = `${prefix}shop/dev`;
let tables: { ledger: string; status: string };
let keyArn: string;
let queueUrl: string;
let sealed: Sealed;

/** The adapters over clients that try so often. The SDK's own default is three times; no function of ours lowers it. */
function adapters(maxAttempts: number) {
  const settings = { ...localAws(), maxAttempts };
  const [ssm, dynamo] = [new SSMClient(settings), new DynamoDBClient(settings)];
  return {
    store: { ...parameterReader(ssm), ...parameterLister(ssm), ...parameterWriter(ssm) },
    ledger: ledgerTable(dynamo, tables),
    index: ledgerIndex(dynamo, tables.ledger),
    status: statusTable(dynamo, tables.status),
    key: vaultKey(new KMSClient(settings), keyArn),
    queue: changesQueue(new SQSClient(settings), queueUrl),
  };
}
type Adapters = ReturnType<typeof adapters>;

beforeAll(async () => {
  tables = await makeTables(new DynamoDBClient(localAws()));
  keyArn = await makeKey(new KMSClient(localAws()));
  queueUrl = (await makeQueue(new SQSClient(localAws()))).url;
  await new SSMClient(localAws()).send(new PutParameterCommand({ Name: name, Value: "1", Type: "SecureString" }));
  sealed = await adapters(1).key.seal(context, value);
});

/** Service, action, the service's name for a throttle, what only this test's call contains, and the call. */
const calls: [string, string, string, () => string, (adapters: Adapters) => Promise<unknown>][] = [
  ["ssm", "GetParameterHistory", "ThrottlingException", () => name, ({ store }) => store.observe(name)],
  ["ssm", "GetParameter", "ThrottlingException", () => name, ({ store }) => store.read(name, 1)],
  ["ssm", "ListTagsForResource", "ThrottlingException", () => name, ({ store }) => store.tags(name)],
  ["ssm", "AddTagsToResource", "ThrottlingException", () => name, ({ store }) => store.addTags(name, { team: "web" })],
  ["ssm", "PutParameter", "ThrottlingException", () => name, ({ store }) => store.put(written)],
  [
    "ssm",
    "DescribeParameters",
    "ThrottlingException",
    () => prefix.slice(0, -1),
    ({ store }) => all(store.list(prefix)),
  ],
  ["kms", "Encrypt", "ThrottlingException", () => keyArn, ({ key }) => key.seal(context, value)],
  ["kms", "Decrypt", "ThrottlingException", () => keyArn, ({ key }) => key.open(sealed)],
  [
    "dynamodb",
    "TransactWriteItems",
    "TransactionInProgressException",
    () => arn,
    ({ ledger }) => ledger.append(rows, live),
  ],
  ["dynamodb", "Query", "ProvisionedThroughputExceededException", () => arn, ({ ledger }) => ledger.tail(arn, "")],
  ["dynamodb", "Scan", "ProvisionedThroughputExceededException", () => tables.ledger, ({ index }) => index.tips()],
  ["dynamodb", "GetItem", "ThrottlingException", () => arn, ({ status }) => status.live(arn)],
  ["dynamodb", "PutItem", "RequestLimitExceeded", () => tables.status, ({ status }) => status.putLive(live)],
  ["sqs", "SendMessageBatch", "ThrottlingException", () => queueUrl, ({ queue }) => queue.enqueue([change])],
];
const rows = rowsOf(parameter, [point(parameter)]);
const change = { name, hint: { kind: "listed", at: "2026-11-22T12:00:00.123Z", source: "sweep" } } as const;
const written = {
  ...{ name, value, type: "SecureString", overwrite: true, tier: "Standard", dataType: "text", tags: {} },
  ...{ keyId: null, description: null, allowedPattern: null },
};

test.concurrent.each(calls)("%s %s gets through %s", async (service, action, error, matching, call) => {
  await seedFault({ service, action, error, matching: matching(), times: 2 });
  await expect(call(adapters(1))).rejects.toMatchObject({ name: error });
  await call(adapters(2));
});

async function all(pages: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of pages);
}
