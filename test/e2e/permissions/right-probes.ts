import { CreateLogStreamCommand, PutLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  BatchGetItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { PublishCommand } from "@aws-sdk/client-sns";
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import {
  AddTagsToResourceCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
} from "@aws-sdk/client-ssm";
import { sweepMessage } from "../../../lib/aws/messages/change-event.ts";
import { newValue } from "../stages.ts";
import { bucketProbes } from "./bucket-probes.ts";
import { healthCalls } from "./health-probes.ts";
import { keyProbes } from "./key-probes.ts";
import { despite, type Probe } from "./probe.ts";
import type { Scene } from "./scene.ts";
import { streamProbes } from "./stream-probes.ts";

/** A probe for each action, on each thing, under each condition that a right of `lib/infra/rights.ts` names. */
export function rightProbes(scene: Scene, duty: string): Record<string, Probe> {
  return {
    ...parameters(scene),
    ...keyProbes(scene),
    ...bucketProbes(scene),
    ...tables(scene),
    ...streamProbes(scene),
    ...queues(scene),
    ...messages(scene),
    ...healthCalls(scene),
    ...log(duty),
  };
}

function parameters({ parameter: Name }: Scene): Record<string, Probe> {
  const BELOW = "parameter/sst/passphrase/*";
  const resource = { ResourceType: "Parameter", ResourceId: Name } as const;
  return {
    [`ssm:GetParameter on ${BELOW}`]: ({ ssm }) => ssm.send(new GetParameterCommand({ Name, WithDecryption: true })),
    [`ssm:GetParameterHistory on ${BELOW}`]: ({ ssm }) => ssm.send(new GetParameterHistoryCommand({ Name })),
    [`ssm:GetParameters on ${BELOW}`]: ({ ssm }) => ssm.send(new GetParametersCommand({ Names: [Name] })),
    [`ssm:ListTagsForResource on ${BELOW}`]: ({ ssm }) => ssm.send(new ListTagsForResourceCommand(resource)),
    [`ssm:PutParameter on ${BELOW}`]: ({ ssm }) =>
      ssm.send(new PutParameterCommand({ Name, Value: newValue(), Overwrite: true })),
    [`ssm:AddTagsToResource on ${BELOW}`]: ({ ssm }) =>
      ssm.send(new AddTagsToResourceCommand({ ...resource, Tags: [{ Key: "probed", Value: "yes" }] })),
    "ssm:GetParameter on parameter/sst/bootstrap": ({ ssm }) =>
      despite("ParameterNotFound", ssm.send(new GetParameterCommand({ Name: "/sst/bootstrap" }))),
    "ssm:DescribeParameters on *": ({ ssm }) => ssm.send(new DescribeParametersCommand({ MaxResults: 1 })),
  };
}

function tables({ ledger, status }: Scene): Record<string, Probe> {
  const query = (IndexName?: string, partition = "parameter"): Probe => {
    const command = new QueryCommand({
      TableName: ledger,
      IndexName,
      KeyConditionExpression: "#partition = :mine",
      ExpressionAttributeNames: { "#partition": partition },
      ExpressionAttributeValues: { ":mine": { S: "permissions" } },
    });
    return ({ dynamo }) => dynamo.send(command);
  };
  // Under a condition that never holds: whoever may write gets as far as that, and nothing is written.
  const put =
    (TableName: string, Item: PutItemCommand["input"]["Item"]): Probe =>
    ({ dynamo }) => {
      const command = new PutItemCommand({ TableName, Item, ConditionExpression: "attribute_exists(probe)" });
      return despite("ConditionalCheckFailedException", dynamo.send(command));
    };
  const get =
    (Key: GetItemCommand["input"]["Key"]): Probe =>
    ({ dynamo }) =>
      dynamo.send(new GetItemCommand({ TableName: status, Key }));
  const row = (parameter: string, kind: string) => ({ parameter: { S: parameter }, row: { S: kind } });
  return {
    "dynamodb:Query on ledger": query(),
    "dynamodb:BatchGetItem on ledger": ({ dynamo }) => {
      const Keys = [{ parameter: { S: "permissions" }, seq: { N: "1" } }];
      return dynamo.send(new BatchGetItemCommand({ RequestItems: { [ledger]: { Keys } } }));
    },
    "dynamodb:PutItem on ledger": put(ledger, { parameter: { S: "permissions" }, seq: { N: "1" } }),
    "dynamodb:Query on ledger/index/by-parameter": query("by-parameter"),
    "dynamodb:Query on ledger/index/by-month": query("by-month", "month"),
    "dynamodb:Scan on ledger/index/by-parameter": ({ dynamo }) =>
      dynamo.send(new ScanCommand({ TableName: ledger, IndexName: "by-parameter", Limit: 1 })),
    "dynamodb:GetItem on status": get(row("permissions", "live")),
    "dynamodb:GetItem on status if dynamodb:LeadingKeys": get(row("sweep", "sweep")),
    "dynamodb:Scan on status": ({ dynamo }) => dynamo.send(new ScanCommand({ TableName: status, Limit: 1 })),
    "dynamodb:PutItem on status": put(status, row("permissions", "live")),
    "dynamodb:PutItem on status if dynamodb:LeadingKeys": put(status, row("sweep", "sweep")),
  };
}

function queues({ changes, deadLetters, checks, checksDeadLetters, parameter: name }: Scene): Record<string, Probe> {
  const attributes =
    (QueueUrl: string): Probe =>
    ({ sqs }) =>
      sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }));
  // No message is taken from under a function's hands: what is received is there for it again at once, and the
  // receipt of what is deleted or put off is none.
  const calls = (queue: string, QueueUrl: string, MessageBody: string): Record<string, Probe> => {
    const receipt = { QueueUrl, ReceiptHandle: "permissions" };
    return {
      [`sqs:ReceiveMessage on ${queue}`]: ({ sqs }) =>
        sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0, WaitTimeSeconds: 0 })),
      [`sqs:DeleteMessage on ${queue}`]: ({ sqs }) =>
        despite("ReceiptHandleIsInvalid", sqs.send(new DeleteMessageCommand(receipt))),
      [`sqs:ChangeMessageVisibility on ${queue}`]: ({ sqs }) =>
        despite(
          "ReceiptHandleIsInvalid",
          sqs.send(new ChangeMessageVisibilityCommand({ ...receipt, VisibilityTimeout: 0 })),
        ),
      [`sqs:SendMessage on ${queue}`]: ({ sqs }) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody })),
      [`sqs:GetQueueAttributes on ${queue}`]: attributes(QueueUrl),
    };
  };
  const swept = sweepMessage({ name, hint: { kind: "listed", at: new Date().toISOString(), source: "sweep" } });
  const check = JSON.stringify({ source: "sst-vault.checks", name, cause: "sweep" });
  return {
    ...calls("changes", changes, swept),
    ...calls("checks", checks, check),
    "sqs:GetQueueAttributes on deadLetters": attributes(deadLetters),
    "sqs:GetQueueAttributes on checksDeadLetters": attributes(checksDeadLetters),
  };
}

function messages({ topic }: Scene): Record<string, Probe> {
  return {
    // That another source is refused cannot be seen: the local AWS never tells IAM the source.
    "events:PutEvents on event-bus/default if events:source": async ({ events }) => {
      const Entries = [{ Source: "sst-vault", DetailType: "Permission Probe", Detail: "{}" }];
      await events.send(new PutEventsCommand({ Entries }));
    },
    "sns:Publish on topic": ({ sns }) =>
      sns.send(new PublishCommand({ TopicArn: topic, Message: "a probe of permissions" })),
  };
}

function log(duty: string): Record<string, Probe> {
  const logGroupName = `/aws/lambda/sst-vault-${duty}`;
  const logStreamName = "permissions";
  const logEvents = [{ timestamp: Date.now(), message: "a probe of permissions" }];
  return {
    "logs:CreateLogStream on log": ({ logs }) =>
      despite("ResourceAlreadyExistsException", logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }))),
    "logs:PutLogEvents on log": ({ logs }) =>
      logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents })),
  };
}
