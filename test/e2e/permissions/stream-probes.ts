import { ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { despite, type Probe } from "./probe.ts";
import type { Caller, Scene } from "./scene.ts";

const ON = "on ledger/stream/*";

/** A probe for each right to the ledger's stream. Lambda reads it for the function; nobody calls it directly. */
export function streamProbes({ ledger: TableName, ledgerStream: StreamArn }: Scene): Record<string, Probe> {
  const shard = { StreamArn, ShardId: "shardId-00000000000000000000-00000000", ShardIteratorType: "LATEST" };
  const iterator = Buffer.from(JSON.stringify({ t: TableName, s: shard.ShardId, p: 0, i: 0, arn: StreamArn }));
  return {
    [`dynamodb:ListStreams ${ON}`]: (as) => callStreams(as, "ListStreams", { TableName }),
    [`dynamodb:DescribeStream ${ON}`]: (as) => callStreams(as, "DescribeStream", { StreamArn }),
    [`dynamodb:GetShardIterator ${ON}`]: (as) => callStreams(as, "GetShardIterator", shard),
    // One that has expired: who may read the stream is told so.
    [`dynamodb:GetRecords ${ON}`]: (as) =>
      despite(
        "ExpiredIteratorException",
        callStreams(as, "GetRecords", { ShardIterator: iterator.toString("base64") }),
      ),
  };
}

/** A call of DynamoDB Streams by DynamoDB's own client: the two share everything but the name of the target. */
function callStreams({ dynamo }: Caller, action: string, request: object): Promise<unknown> {
  const command = new ListTablesCommand({});
  command.middlewareStack.add(
    (next) => (args) => {
      const http = args.request as { headers: Record<string, string>; body: string };
      http.headers["x-amz-target"] = `DynamoDBStreams_20120810.${action}`;
      http.body = JSON.stringify(request);
      http.headers["content-length"] = String(http.body.length);
      return next(args);
    },
    { step: "build", priority: "low" },
  );
  return dynamo.send(command);
}
