import { DescribeRuleCommand, EventBridgeClient, TestEventPatternCommand } from "@aws-sdk/client-eventbridge";
import { beforeAll, describe, expect, test } from "vitest";
import { localAws } from "../support/local-aws.ts";

const events = new EventBridgeClient(localAws());
const BELOW = "/sst/passphrase/shop/prod";

/** What the deployed rule of that name matches, by AWS's own way of matching. */
function rule(name: string) {
  let pattern = "";
  beforeAll(async () => {
    const { EventPattern = "" } = await events.send(new DescribeRuleCommand({ Name: name }));
    pattern = EventPattern;
  });
  return async (detailType: string, detail: object, from: object = {}) => {
    const Event = JSON.stringify({
      version: "0",
      id: "6a7e4feb-b491-4cf7-a9f1-bf3703497718",
      "detail-type": detailType,
      source: "aws.ssm",
      account: "000000000000",
      time: "2026-11-22T01:49:46Z",
      region: "us-east-1",
      resources: [],
      detail,
      ...from,
    });
    const { Result } = await events.send(new TestEventPatternCommand({ EventPattern: pattern, Event }));
    return Result;
  };
}

/** As an organization forwards them to one bus: the names are ours as well, the parameters are not. */
const ELSEWHERE: [string, object][] = [
  ["another account", { account: "111122223333" }],
  ["another region", { region: "eu-west-1" }],
];

describe("the rule on changes", () => {
  const matches = rule("sst-vault-changes");

  test.each(ELSEWHERE)("leaves out what %s forwards to this bus", async (_, from) => {
    const change = { type: "SecureString", operation: "Delete", name: BELOW };
    expect(await matches("Parameter Store Change", change)).toBe(true);
    expect(await matches("Parameter Store Change", change, from)).toBe(false);
  });

  test.each([
    ["a passphrase created", { operation: "Create", name: BELOW }, true],
    ["one whose name lacks the slash", { operation: "Delete", name: BELOW.slice(1) }, true],
    ["a label", { operation: "LabelParameterVersion", name: BELOW }, false],
    ["another parameter", { operation: "Create", name: "/shop/sst/passphrase/prod" }, false],
    ["the bootstrap", { operation: "Update", name: "/sst/bootstrap" }, false],
  ])("tells %s as it should", async (_, detail, told) => {
    expect(await matches("Parameter Store Change", { type: "SecureString", ...detail })).toBe(told);
  });
});

describe("the rule on a trail's word", () => {
  const matches = rule("sst-vault-trail");
  const call = (eventName: string, more: object) => ({ eventSource: "ssm.amazonaws.com", eventName, ...more });
  const denied = (name: string) => ({
    errorCode: "AccessDenied",
    errorMessage:
      "User: arn:aws:sts::111122223333:assumed-role/Dev/ann is not authorized to perform: ssm:DeleteParameter on " +
      `resource: arn:aws:ssm:us-east-1:111122223333:parameter${name} because no identity-based policy allows it`,
    requestParameters: null,
  });

  test.each([
    ["a put", call("PutParameter", { requestParameters: { name: BELOW, type: "SecureString" } }), true],
    ["a deletion", call("DeleteParameter", { requestParameters: { name: BELOW.slice(1) } }), true],
    ["one deletion among many", call("DeleteParameters", { requestParameters: { names: ["/else", BELOW] } }), true],
    ["a label", call("LabelParameterVersion", { requestParameters: { name: BELOW, labels: ["a"] } }), true],
    ["a call that IAM refused", call("DeleteParameter", denied(BELOW)), true],
    ["a call that AWS refused", call("PutParameter", { errorCode: "X", requestParameters: { name: BELOW } }), true],
    ["a read", call("GetParameter", { requestParameters: { name: BELOW } }), false],
    ["a put of another parameter", call("PutParameter", { requestParameters: { name: "/sst/bootstrap" } }), false],
    ["deletions of others", call("DeleteParameters", { requestParameters: { names: ["/a", "/b"] } }), false],
    ["a refusal about another parameter", call("DeleteParameter", denied("/sst/bootstrap")), false],
    ["a put without parameters", call("PutParameter", { requestParameters: null }), false],
  ])("tells %s as it should", async (_, detail, told) => {
    expect(await matches("AWS API Call via CloudTrail", detail)).toBe(told);
  });

  test.each(ELSEWHERE)("leaves out what %s forwards to this bus", async (_, from) => {
    const deletion = call("DeleteParameter", { requestParameters: { name: BELOW } });
    expect(await matches("AWS API Call via CloudTrail", deletion)).toBe(true);
    expect(await matches("AWS API Call via CloudTrail", deletion, from)).toBe(false);
  });

  test("hears no other service, whatever that one's call is called", async () => {
    const detail = { eventSource: "kms.amazonaws.com", eventName: "PutParameter", requestParameters: { name: BELOW } };
    expect(await matches("AWS API Call via CloudTrail", detail)).toBe(false);
    const change = { operation: "Create", name: BELOW };
    expect(await matches("Parameter Store Change", change)).toBe(false);
  });
});
