import { expect, test } from "vitest";
import { CHANGE_RULES, ENVIRONMENT } from "../../../lib/aws/environment.ts";
import { admits, queuePolicy, topicPolicy } from "../../../lib/aws/health/policies.ts";
import { ACCESS, type Duty } from "../../../lib/infra/access/access.ts";
import { idOf, resources, template } from "./default-stack.ts";

// What `status` compares the deployed vault with, and puts back, must be what the stack makes.

const QUEUE = "arn:aws:sqs:eu-central-1:111122223333:sst-vault-changes";
const TOPIC = "arn:aws:sns:eu-central-1:111122223333:sst-vault-notifications";
const RULES = Object.values(CHANGE_RULES).map(
  (name) => `arn:aws:events:eu-central-1:111122223333:rule/sst-vault-${name}`,
);

/** A part of the template with ARNs in place of references. */
function resolved(part: unknown): unknown {
  const arns = { ChangesQueue: QUEUE, ChangesRule: RULES[0], ChangesTrailRule: RULES[1], AlarmsTopic: TOPIC };
  return JSON.parse(JSON.stringify(part), (_, value) => {
    const [id] = value?.["Fn::GetAtt"] ?? [value?.Ref];
    const [, arn = value] = Object.entries(arns).find(([path]) => id === idOf(path)) ?? [];
    return arn;
  });
}

/** The statements of a policy in the template, without what is only a name. */
function statementsOf(type: string, id: string): unknown[] {
  const holders = Object.values(resources).filter(({ Type }) => Type === type);
  const [holder] = holders.filter(({ Properties }) => JSON.stringify(Properties).includes(`"Ref":"${idOf(id)}"`));
  return (resolved(holder?.Properties.PolicyDocument) as { Statement: unknown[] }).Statement;
}

test("status puts back the very policy of the changes queue that the stack makes", () => {
  const made = statementsOf("AWS::SQS::QueuePolicy", "ChangesQueue");
  const put = queuePolicy(QUEUE, RULES);
  expect(JSON.parse(put).Statement).toEqual(made);
  for (const sourceArn of RULES) {
    const wish = { service: "events.amazonaws.com", action: "sqs:SendMessage", sourceArn };
    expect(admits(put, wish)).toBe(true);
    const without = made.filter((statement) => !JSON.stringify(statement).includes(sourceArn));
    expect(admits(JSON.stringify({ Statement: without }), wish)).toBe(false);
  }
});

test("status puts back the very policy of the topic that the stack makes", () => {
  const made = statementsOf("AWS::SNS::TopicPolicy", "AlarmsTopic");
  const put = topicPolicy(TOPIC);
  expect(JSON.parse(put).Statement).toEqual(made);
  expect(admits(put, { service: "cloudwatch.amazonaws.com", action: "sns:Publish" })).toBe(true);
});

test.each<[boolean, string, object[]]>([
  [false, "nobody", []],
  [true, "a service and any source", [{ Effect: "Allow", Principal: { Service: "a" }, Action: "SQS:*" }]],
  [true, "anyone", [{ Effect: "Allow", Principal: "*", Action: ["sqs:SendMessage"] }]],
  [false, "another service", [{ Effect: "Allow", Principal: { Service: "b" }, Action: "sqs:SendMessage" }]],
  [false, "another action", [{ Effect: "Allow", Principal: { Service: "a" }, Action: "sqs:ReceiveMessage" }]],
  [
    false,
    "everyone, and denies everyone",
    [
      { Effect: "Allow", Principal: "*", Action: "sqs:*" },
      { Effect: "Deny", Principal: { AWS: "*" }, Action: "sqs:SendMessage" },
    ],
  ],
  [
    true,
    "everyone, and denies some",
    [
      { Effect: "Allow", Principal: "*", Action: "sqs:*" },
      { Effect: "Deny", Principal: "*", Action: "sqs:*", Condition: { Bool: { "aws:SecureTransport": "false" } } },
    ],
  ],
])("a policy is %j that admits %s", (expected, _, Statement) => {
  const wish = { service: "a", action: "sqs:SendMessage", sourceArn: "arn" };
  expect(admits(JSON.stringify({ Statement }), wish)).toBe(expected);
});

test("no policy, and one that is none, admit nobody", () => {
  const wish = { service: "a", action: "sqs:SendMessage" };
  expect([admits(undefined, wish), admits("{", wish), admits("{}", wish)]).toEqual([false, false, false]);
});

test("query knows the rights of every other role as the stack grants them", () => {
  const [query] = Object.values(
    template.findResources("AWS::Lambda::Function", { Properties: { FunctionName: "sst-vault-query" } }),
  );
  const parts = query?.Properties.Environment.Variables[ENVIRONMENT.rightsOfRoles]["Fn::Join"][1] as unknown[];
  const text = parts.map((part) => (typeof part === "string" ? part : (part as { Ref: string }).Ref)).join("");
  const known = JSON.parse(text) as Record<Duty, { role: string; rights: string[] }>;
  const { query: _, ...others } = ACCESS;
  expect(Object.keys(known).sort()).toEqual(Object.keys(others).sort());
  for (const [duty, { role, rights }] of Object.entries(known)) {
    const { Policies } = (resources[role]?.Properties ?? {}) as {
      Policies: { PolicyName: string; PolicyDocument: { Statement: { Sid: string; Effect: string }[] } }[];
    };
    expect(Policies.map(({ PolicyName }) => PolicyName)).toEqual(["access"]);
    expect(
      Policies[0]?.PolicyDocument.Statement.map(({ Sid }) => Sid),
      duty,
    ).toEqual(rights);
  }
});
