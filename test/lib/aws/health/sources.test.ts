import { DescribeTableCommand, DynamoDBClient, UpdateTableCommand } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { DeleteQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect, inject, test } from "vitest";
import { queueArn, sourceOf, streamArn } from "../../../../lib/aws/health/sources.ts";
import { localAws } from "../../../support/local-aws.ts";
import { makeQueue, makeTables } from "../../../support/local-parts.ts";

const lambda = new LambdaClient(localAws());
const dynamo = new DynamoDBClient(localAws());
const sqs = new SQSClient(localAws());

test("what Lambda reads for a function is told, beside what it must read, and how it is made anew", async () => {
  const table = inject("vault").LedgerTable ?? "";
  const { Table } = await dynamo.send(new DescribeTableCommand({ TableName: table }));
  const source = Table?.LatestStreamArn;
  expect(await sourceOf(lambda, "tamper", "sst-vault-tamper", streamArn(dynamo, table))).toEqual({
    reader: "sst-vault-tamper",
    source,
    table,
    mappings: [{ id: expect.any(String), source, state: "Enabled", lastResult: expect.any(String) }],
    creation: [
      ...["--starting-position", "TRIM_HORIZON", "--batch-size", "1000", "--maximum-batching-window-in-seconds", "5"],
      ...["--filter-criteria", '{"Filters":[{"Pattern":"{\\"eventName\\":[\\"MODIFY\\",\\"REMOVE\\"]}"}]}'],
    ],
  });
});

test("a function that nothing was bound to has no mapping; its queue is known all the same", async () => {
  const { url, arn } = await makeQueue(sqs);
  expect(await sourceOf(lambda, "capture", "nobody-capture", queueArn(sqs, url, arn))).toEqual({
    reader: "nobody-capture",
    source: arn,
    table: null,
    mappings: [],
    creation: [
      ...["--batch-size", "10", "--function-response-types", "ReportBatchItemFailures"],
      ...["--scaling-config", "MaximumConcurrency=5"],
    ],
  });
  await sqs.send(new DeleteQueueCommand({ QueueUrl: url }));
  expect(await queueArn(sqs, url, arn)).toEqual({ source: null, table: null });
});

test("a stream that is turned off and on again is another, and none in between", async () => {
  const { ledger: TableName } = await makeTables(dynamo);
  const turn = (StreamSpecification: { StreamEnabled: boolean; StreamViewType?: "KEYS_ONLY" }) =>
    dynamo.send(new UpdateTableCommand({ TableName, StreamSpecification }));
  const on = () => turn({ StreamEnabled: true, StreamViewType: "KEYS_ONLY" });
  expect(await streamArn(dynamo, TableName)).toEqual({ source: null, table: TableName });
  await on();
  const first = await streamArn(dynamo, TableName);
  expect(first.source).toContain(`:table/${TableName}/stream/`);
  await turn({ StreamEnabled: false });
  expect((await streamArn(dynamo, TableName)).source).toBeNull();
  await on();
  expect((await streamArn(dynamo, TableName)).source).not.toBe(first.source);
  expect(await streamArn(dynamo, "nowhere")).toEqual({ source: null, table: "nowhere" });
});
