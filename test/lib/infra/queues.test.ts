import { Match } from "aws-cdk-lib/assertions";
import { describe, it } from "vitest";
import { arnOf, idOf, TLS_ONLY, template } from "./default-stack.ts";

describe("changes", () => {
  it("brings every create, update and delete below the prefix to the queue, or to the dead letters", () => {
    template.hasResourceProperties("AWS::Events::Rule", {
      Name: "sst-vault-changes",
      State: "ENABLED",
      EventPattern: {
        source: ["aws.ssm"],
        "detail-type": ["Parameter Store Change"],
        detail: {
          operation: ["Create", "Update", "Delete"],
          name: [{ prefix: "/sst/passphrase/" }, { prefix: "sst/passphrase/" }],
        },
      },
      Targets: [{ Arn: arnOf("ChangesQueue"), DeadLetterConfig: { Arn: arnOf("ChangesDeadLetters") } }],
    });
    template.hasResourceProperties("AWS::SQS::Queue", {
      QueueName: "sst-vault-changes",
      SqsManagedSseEnabled: true,
      VisibilityTimeout: 6 * 60,
      RedrivePolicy: { deadLetterTargetArn: arnOf("ChangesDeadLetters"), maxReceiveCount: 5 },
    });
    template.hasResourceProperties("AWS::SQS::Queue", {
      QueueName: "sst-vault-changes-dlq",
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 14 * 24 * 3600,
    });
  });

  it("brings what a trail tells of writes below the prefix to the same queue, or to the same dead letters", () => {
    template.hasResourceProperties("AWS::Events::Rule", {
      Name: "sst-vault-trail",
      // Calls that write come to any enabled rule; only reads need the state that costs everybody's reads.
      State: "ENABLED",
      EventPattern: {
        source: ["aws.ssm"],
        "detail-type": ["AWS API Call via CloudTrail"],
        detail: {
          eventSource: ["ssm.amazonaws.com"],
          eventName: ["PutParameter", "DeleteParameter", "DeleteParameters", "LabelParameterVersion"],
          $or: [
            { requestParameters: { name: [{ prefix: "/sst/passphrase/" }, { prefix: "sst/passphrase/" }] } },
            { requestParameters: { names: [{ prefix: "/sst/passphrase/" }, { prefix: "sst/passphrase/" }] } },
            { errorMessage: [{ wildcard: "*:parameter/sst/passphrase/*" }] },
          ],
        },
      },
      Targets: [{ Arn: arnOf("ChangesQueue"), DeadLetterConfig: { Arn: arnOf("ChangesDeadLetters") } }],
    });
  });

  it.each(["ChangesQueue", "ChangesDeadLetters"])(
    "lets only those rules send to %s from outside, and everyone over TLS only",
    (queue) => {
      const allowed = (rule: string) => ({
        Effect: "Allow",
        Action: queue === "ChangesQueue" ? Match.arrayWith(["sqs:SendMessage"]) : "sqs:SendMessage",
        Principal: { Service: "events.amazonaws.com" },
        Condition: { ArnEquals: { "aws:SourceArn": arnOf(rule) } },
        Resource: arnOf(queue),
      });
      const secured = { ...TLS_ONLY, Action: "sqs:*", Resource: arnOf(queue) };
      template.hasResourceProperties("AWS::SQS::QueuePolicy", {
        Queues: [{ Ref: idOf(queue) }],
        PolicyDocument: { Statement: [secured, allowed("ChangesRule"), allowed("ChangesTrailRule")] },
      });
    },
  );

  it("hands them to capture in batches whose messages fail one by one", () => {
    template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      EventSourceArn: arnOf("ChangesQueue"),
      FunctionName: { Ref: idOf("FunctionsCaptureHandler") },
      BatchSize: 10,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      ScalingConfig: { MaximumConcurrency: 5 },
      MaximumBatchingWindowInSeconds: Match.absent(),
    });
  });
});

describe("checks", () => {
  it("wait in a queue of their own for verify, which takes three at once, or end among their dead letters", () => {
    template.hasResourceProperties("AWS::SQS::Queue", {
      QueueName: "sst-vault-checks",
      SqsManagedSseEnabled: true,
      VisibilityTimeout: 6 * 120,
      RedrivePolicy: { deadLetterTargetArn: arnOf("ChecksDeadLetters"), maxReceiveCount: 5 },
    });
    template.hasResourceProperties("AWS::SQS::Queue", {
      QueueName: "sst-vault-checks-dlq",
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 14 * 24 * 3600,
    });
    template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      EventSourceArn: arnOf("ChecksQueue"),
      FunctionName: { Ref: idOf("FunctionsVerifyHandler") },
      BatchSize: 3,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      ScalingConfig: { MaximumConcurrency: 3 },
      MaximumBatchingWindowInSeconds: Match.absent(),
    });
  });

  it.each(["ChecksQueue", "ChecksDeadLetters"])("come to %s from the vault only, and over TLS only", (queue) => {
    template.hasResourceProperties("AWS::SQS::QueuePolicy", {
      Queues: [{ Ref: idOf(queue) }],
      PolicyDocument: { Statement: [{ ...TLS_ONLY, Action: "sqs:*", Resource: arnOf(queue) }] },
    });
  });
});
