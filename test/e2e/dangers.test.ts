import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  TestEventPatternCommand,
} from "@aws-sdk/client-eventbridge";
import { SQSClient } from "@aws-sdk/client-sqs";
import { beforeAll, expect, inject, test } from "vitest";
import { localAws } from "../support/local-aws.ts";
import { bodies, makeQueue } from "../support/local-parts.ts";
import { until } from "./until.ts";

const events = new EventBridgeClient(localAws());
const sqs = new SQSClient(localAws());
const OTHER = "1234abcd-12ab-34cd-56ef-1234567890ab";
let key: { id: string; arn: string };
let table: { name: string; arn: string };

beforeAll(async () => {
  const { KeyArn = "", LedgerTable = "" } = inject("vault");
  const { Table } = await new DynamoDBClient(localAws()).send(new DescribeTableCommand({ TableName: LedgerTable }));
  key = { id: KeyArn.split("/")[1] ?? "", arn: KeyArn };
  table = { name: LedgerTable, arn: Table?.TableArn ?? "" };
});

/** A call as CloudTrail tells of it on the bus. */
function call(service: "kms" | "dynamodb", eventName: string, detail: object) {
  return {
    version: "0",
    id: "6a7e4feb-b491-4cf7-a9f1-bf3703497718",
    "detail-type": "AWS API Call via CloudTrail",
    source: `aws.${service}`,
    account: "000000000000",
    time: "2026-11-22T01:49:46Z",
    region: "us-east-1",
    resources: [],
    detail: {
      eventSource: `${service}.amazonaws.com`,
      eventName,
      eventTime: "2026-11-22T01:49:46Z",
      userIdentity: { type: "AssumedRole", arn: "arn:aws:sts::000000000000:assumed-role/Dev/ann" },
      sourceIPAddress: "198.51.100.7",
      ...detail,
    },
  };
}

async function tells(rule: string, event: object): Promise<boolean | undefined> {
  const { EventPattern } = await events.send(new DescribeRuleCommand({ Name: `sst-vault-danger-${rule}` }));
  const Event = JSON.stringify(event);
  return (await events.send(new TestEventPatternCommand({ EventPattern, Event }))).Result;
}

const onKey = (keyId: string, more: object = {}) =>
  call("kms", "ScheduleKeyDeletion", { requestParameters: { keyId, pendingWindowInDays: 7 }, ...more });
const onTable = (tableName: string) => call("dynamodb", "DeleteTable", { requestParameters: { tableName } });

test("whoever lays hands on the vault's key is told of, by whatever name the key was called", async () => {
  const other = key.arn.replace(key.id, OTHER);
  expect(await tells("key-deletion", onKey(key.id))).toBe(true);
  expect(await tells("key-deletion", onKey(key.arn))).toBe(true);
  expect(await tells("key-deletion", onKey("alias/another-name", { resources: [{ ARN: key.arn }] }))).toBe(true);
  expect(await tells("key-deletion", onKey(OTHER, { resources: [{ ARN: other }] }))).toBe(false);
  const disabled = call("kms", "DisableKey", { requestParameters: { keyId: key.id } });
  expect(await tells("key-deletion", disabled)).toBe(false);
  expect(await tells("key-disabled", disabled)).toBe(true);
});

test("whoever lays hands on a table is told of, and on nobody else's table", async () => {
  expect(await tells("table-deleted", onTable(table.name))).toBe(true);
  expect(await tells("table-deleted", onTable(table.arn))).toBe(true);
  expect(await tells("table-deleted", onTable(`${table.name}-2`))).toBe(false);
  const policy = (resourceArn: string) =>
    call("dynamodb", "DeleteResourcePolicy", { requestParameters: { resourceArn } });
  expect(await tells("table-policy", policy(table.arn))).toBe(true);
  expect(await tells("table-policy", policy(`${table.arn}-2`))).toBe(false);
});

test("a deploy is no danger, nor is a call that was refused", async () => {
  expect(await tells("key-deletion", onKey(key.id, { sourceIPAddress: "cloudformation.amazonaws.com" }))).toBe(false);
  expect(await tells("key-deletion", onKey(key.id, { errorCode: "AccessDenied" }))).toBe(false);
});

test("the message arrives as lines that name the deed, the doer and the command that undoes it", async () => {
  // Nobody but AWS may send its events: the same message, set off by an event of our own.
  const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule: "sst-vault-danger-table-expiry" }));
  const { url, arn: Arn } = await makeQueue(sqs);
  const Name = "dangers-rehearsed";
  await events.send(new PutRuleCommand({ Name, EventPattern: JSON.stringify({ source: ["dangers.rehearsed"] }) }));
  const { InputTransformer } = Targets[0] ?? {};
  await events.send(new PutTargetsCommand({ Rule: Name, Targets: [{ Id: "queue", Arn, InputTransformer }] }));
  const { detail } = call("dynamodb", "UpdateTimeToLive", {
    requestParameters: { tableName: table.name, timeToLiveSpecification: { enabled: true, attributeName: "moment" } },
  });
  const entry = { Source: "dangers.rehearsed", DetailType: "Rehearsal", Detail: JSON.stringify(detail) };
  await events.send(new PutEventsCommand({ Entries: [entry] }));
  const [told = ""] = await until(
    () => bodies(sqs, url),
    (all) => all.length > 0,
  );
  expect(told.split("\n").map((line) => line.replaceAll('"', ""))).toEqual([
    `An expiry date was set on the table ${table.name} of sst-vault: DynamoDB deletes what expires.`,
    "Done: UpdateTimeToLive, 2026-11-22T01:49:46Z",
    "By: arn:aws:sts::000000000000:assumed-role/Dev/ann, from 198.51.100.7",
    "To undo it (leave out the quotation marks around a line, if there are any):",
    `aws dynamodb describe-time-to-live --table-name '${table.name}' --region us-east-1`,
    `aws dynamodb update-time-to-live --table-name '${table.name}' --time-to-live-specification Enabled=false,AttributeName=THE_NAME_SHOWN --region us-east-1`,
    "Then look: npx sst-vault status --region us-east-1",
    "Account 000000000000, region us-east-1.",
  ]);
});
