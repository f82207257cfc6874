import { DescribeTableCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type LambdaClient, paginateListEventSourceMappings } from "@aws-sdk/client-lambda";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Source } from "../../vault/health/probes.ts";
import { isAws } from "../aws-error.ts";
import { SOURCES } from "../environment.ts";
import { attributes } from "./queues.ts";

/** What Lambda reads for a function, and what it must read. By the function: one made anew has another id. */
export async function sourceOf(
  lambda: LambdaClient,
  duty: keyof typeof SOURCES,
  reader: string,
  reads: Promise<Pick<Source, "source" | "table">>,
): Promise<Source> {
  const [mappings, bound] = await Promise.all([mappingsOf(lambda, reader), reads]);
  return { reader, ...bound, mappings, creation: creation(duty) };
}

async function mappingsOf(lambda: LambdaClient, FunctionName: string): Promise<Source["mappings"]> {
  const mappings: Source["mappings"] = [];
  const pages = paginateListEventSourceMappings({ client: lambda }, { FunctionName });
  for await (const { EventSourceMappings = [] } of pages) {
    for (const { UUID: id = "", EventSourceArn: source = "", State: state = "unknown", ...rest } of EventSourceMappings)
      mappings.push({ id, source, state, lastResult: rest.LastProcessingResult ?? null });
  }
  return mappings;
}

/** The ARN of a queue, if it is there. */
export async function queueArn(sqs: SQSClient, url: string, arn: string): Promise<Pick<Source, "source" | "table">> {
  return { source: (await attributes(sqs, url)) && arn, table: null };
}

/** The stream a table has now: one that is turned off and on again is another. */
export async function streamArn(dynamo: DynamoDBClient, table: string): Promise<Pick<Source, "source" | "table">> {
  try {
    const { Table } = await dynamo.send(new DescribeTableCommand({ TableName: table }));
    const runs = Table?.StreamSpecification?.StreamEnabled;
    return { source: (runs && Table?.LatestStreamArn) || null, table };
  } catch (error) {
    if (!isAws(error, "ResourceNotFoundException", "TableNotFoundException")) throw error;
    return { source: null, table };
  }
}

/** The options by which the AWS CLI makes a mapping as the stack does. */
function creation(duty: keyof typeof SOURCES): string[] {
  const source = SOURCES[duty];
  const batch = ["--batch-size", `${source.batchSize}`];
  if ("maxConcurrency" in source) {
    const scaling = ["--scaling-config", `MaximumConcurrency=${source.maxConcurrency}`];
    return [...batch, "--function-response-types", "ReportBatchItemFailures", ...scaling];
  }
  const filters = JSON.stringify({ Filters: [{ Pattern: JSON.stringify({ eventName: source.eventNames }) }] });
  const window = ["--maximum-batching-window-in-seconds", `${source.windowSeconds}`];
  return ["--starting-position", "TRIM_HORIZON", ...batch, ...window, "--filter-criteria", filters];
}
