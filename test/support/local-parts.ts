import { randomUUID } from "node:crypto";
import { CreateTableCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateKeyCommand, type KMSClient } from "@aws-sdk/client-kms";
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  type QueueAttributeName,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { LEDGER, STATUS } from "../../lib/aws/environment.ts";

/**
 * Small parts of a vault on the local AWS, made through the SDK, so that test files do not meet in the
 * deployed one. They go when the local AWS does.
 */

/** A name nobody else has. */
export function unique(what: string): string {
  return `${what}-${randomUUID()}`;
}

/** A ledger and a status table, laid out as the stack's are. */
export async function makeTables(dynamo: DynamoDBClient): Promise<{ ledger: string; status: string }> {
  const tables = { ledger: unique("ledger"), status: unique("status") };
  const { byParameter, byMonth } = LEDGER;
  const index = ({ name, partitionKey, sortKey }: typeof byParameter | typeof byMonth) => ({
    IndexName: name,
    KeySchema: keys(partitionKey, sortKey),
    Projection: {
      ProjectionType: "INCLUDE" as const,
      NonKeyAttributes: LEDGER.metadata.filter((attribute) => attribute !== partitionKey && attribute !== sortKey),
    },
  });
  const ledger = new CreateTableCommand({
    TableName: tables.ledger,
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: keys(LEDGER.partitionKey, LEDGER.sortKey),
    AttributeDefinitions: [
      { AttributeName: LEDGER.partitionKey, AttributeType: "S" },
      { AttributeName: LEDGER.sortKey, AttributeType: "N" },
      { AttributeName: byMonth.partitionKey, AttributeType: "S" },
      { AttributeName: byMonth.sortKey, AttributeType: "S" },
    ],
    GlobalSecondaryIndexes: [index(byParameter), index(byMonth)],
  });
  const status = new CreateTableCommand({
    TableName: tables.status,
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: keys(STATUS.partitionKey, STATUS.sortKey),
    AttributeDefinitions: [STATUS.partitionKey, STATUS.sortKey].map((AttributeName) => ({
      AttributeName,
      AttributeType: "S",
    })),
  });
  await Promise.all([dynamo.send(ledger), dynamo.send(status)]);
  return tables;
}

/** A key of its own; its ARN. */
export async function makeKey(kms: KMSClient): Promise<string> {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  return KeyMetadata?.Arn ?? "";
}

/** A queue of its own; its URL and ARN. */
export async function makeQueue(sqs: SQSClient, attributes: Partial<Record<QueueAttributeName, string>> = {}) {
  const name = unique("queue");
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
  return { url: QueueUrl, arn: `arn:aws:sqs:us-east-1:000000000000:${name}` };
}

/** The bodies of all messages that stand in a queue, taken out of it. */
export async function bodies(sqs: SQSClient, QueueUrl: string): Promise<string[]> {
  const found: string[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    if (Messages.length === 0) return found;
    found.push(...Messages.map(({ Body = "" }) => Body));
    const Entries = Messages.map(({ ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
}

function keys(partition: string, sort: string) {
  return [
    { AttributeName: partition, KeyType: "HASH" as const },
    { AttributeName: sort, KeyType: "RANGE" as const },
  ];
}
