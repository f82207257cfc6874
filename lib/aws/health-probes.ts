import { DescribeTableCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DescribeKeyCommand, type KMSClient } from "@aws-sdk/client-kms";
import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { HealthProbes } from "../vault/health.ts";

interface Clients {
  sqs: SQSClient;
  kms: KMSClient;
  dynamo: DynamoDBClient;
}

interface Parts {
  changesQueue: string;
  changesDeadLetters: string;
  checksQueue: string;
  checksDeadLetters: string;
  keyArn: string;
  tables: { ledger: string; status: string };
}

/** Asks the vault's queues, key and tables how they are. */
export function healthProbes({ sqs, kms, dynamo }: Clients, parts: Parts): HealthProbes {
  const messages = async (QueueUrl: string) => {
    const AttributeNames = ["ApproximateNumberOfMessages" as const, "ApproximateNumberOfMessagesNotVisible" as const];
    const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
    return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
  };
  const table = async (TableName: string) =>
    (await dynamo.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus ?? "unknown";
  return {
    async queue(holds) {
      const urls = [parts[`${holds}Queue`], parts[`${holds}DeadLetters`]] as const;
      const [waiting, dead] = await Promise.all([messages(urls[0]), messages(urls[1])]);
      return { waiting, dead };
    },
    async key() {
      return (await kms.send(new DescribeKeyCommand({ KeyId: parts.keyArn }))).KeyMetadata?.KeyState ?? "unknown";
    },
    async tables() {
      const [ledger, status] = await Promise.all([table(parts.tables.ledger), table(parts.tables.status)]);
      return { ledger, status };
    },
  };
}
