import { expect, test } from "vitest";
import { idOf, resources, template } from "../default-stack.ts";

test("EventBridge publishes for the vault's own rules on dangers only: no other account's rule reaches people", () => {
  const rules = Object.values(resources).filter(({ Properties }) => /-danger-/.test(String(Properties.Name)));
  expect(rules.length).toBeGreaterThan(7);
  for (const { Properties } of rules) {
    expect(Properties.Targets).toMatchObject([{ RoleArn: { "Fn::GetAtt": [idOf("DangersPublisher"), "Arn"] } }]);
  }
  template.hasResourceProperties("AWS::IAM::Role", {
    AssumeRolePolicyDocument: {
      Statement: [
        {
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { Service: "events.amazonaws.com" },
          Condition: {
            StringEquals: { "aws:SourceAccount": "111122223333" },
            ArnLike: { "aws:SourceArn": "arn:aws:events:eu-central-1:111122223333:rule/sst-vault-danger-*" },
          },
        },
      ],
    },
    Policies: [
      {
        PolicyDocument: {
          Statement: [{ Effect: "Allow", Action: "sns:Publish", Resource: { Ref: idOf("AlarmsTopic") } }],
        },
      },
    ],
  });
});

test("the topic lets in nobody from EventBridge by itself", () => {
  const policies = Object.values(resources).filter(({ Type }) => Type === "AWS::SNS::TopicPolicy");
  expect(policies).toHaveLength(1);
  expect(JSON.stringify(policies)).not.toContain("events.amazonaws.com");
});
