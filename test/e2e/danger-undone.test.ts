import { DescribeRuleCommand, EventBridgeClient, TestEventPatternCommand } from "@aws-sdk/client-eventbridge";
import { expect, inject, test } from "vitest";
import { localAws } from "../support/local-aws.ts";

const events = new EventBridgeClient(localAws());

/** Whether the rule is set off by the call on the ledger with these parameters. */
async function tells(rule: string, eventName: string, parameters: object) {
  const { EventPattern } = await events.send(new DescribeRuleCommand({ Name: `sst-vault-danger-${rule}` }));
  const requestParameters = { tableName: inject("vault").LedgerTable, ...parameters };
  const Event = JSON.stringify({
    version: "0",
    id: "6a7e4feb-b491-4cf7-a9f1-bf3703497718",
    "detail-type": "AWS API Call via CloudTrail",
    source: "aws.dynamodb",
    account: "000000000000",
    time: "2026-11-22T01:49:46Z",
    region: "us-east-1",
    resources: [],
    detail: { eventSource: "dynamodb.amazonaws.com", eventName, sourceIPAddress: "198.51.100.7", requestParameters },
  });
  return (await events.send(new TestEventPatternCommand({ EventPattern, Event }))).Result;
}

const recovery = (pointInTimeRecoveryEnabled: boolean, recoveryPeriodInDays?: number) => ({
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled, recoveryPeriodInDays },
});
const expiry = (enabled: boolean) => ({ timeToLiveSpecification: { enabled, attributeName: "moment" } });
const stream = { streamSpecification: { streamEnabled: false } };

test.each([
  ["an expiry date", "table-expiry", "UpdateTimeToLive", expiry(true), true],
  ["an expiry date that is taken away", "table-expiry", "UpdateTimeToLive", expiry(false), false],
  ["recovery that is turned off", "table-backups", "UpdateContinuousBackups", recovery(false), true],
  ["recovery that is cut short", "table-backups", "UpdateContinuousBackups", recovery(true, 1), true],
  ["recovery that is turned on again", "table-backups", "UpdateContinuousBackups", recovery(true, 35), false],
  ["protection that is taken away", "table-changed", "UpdateTable", { deletionProtectionEnabled: false }, true],
  ["protection that is given back", "table-changed", "UpdateTable", { deletionProtectionEnabled: true }, false],
  ["a stream that is turned off", "table-changed", "UpdateTable", stream, true],
  ["that, beside protection", "table-changed", "UpdateTable", { ...stream, deletionProtectionEnabled: true }, true],
  ["another key", "table-changed", "UpdateTable", { sSESpecification: { enabled: true } }, true],
])("people are told of a deed and not of what undoes it: %s", async (_, rule, call, parameters, told) => {
  expect(await tells(rule, call, parameters)).toBe(told);
});
