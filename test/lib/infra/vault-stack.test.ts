import { Stack } from "aws-cdk-lib";
import { Match } from "aws-cdk-lib/assertions";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, it } from "vitest";
import { LEDGER } from "../../../lib/aws/environment.ts";
import { VaultStack } from "../../../lib/infra/vault-stack.ts";
import { logicalId, newApp, type Resources, statements, synthesize } from "./synthesize.ts";

const { stack, template } = synthesize();
const resources: Resources = template.toJSON().Resources;
const TLS_ONLY = {
  Effect: "Deny",
  Principal: Match.anyValue(),
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};

const idOf = (prefix: string) => logicalId(template, prefix);
const arnOf = (prefix: string) => ({ "Fn::GetAtt": [idOf(prefix), "Arn"] });

describe("storage", () => {
  it("keeps a key that rotates, outlives the stack and takes thirty days to delete", () => {
    template.hasResource("AWS::KMS::Key", {
      DeletionPolicy: "Retain",
      UpdateReplacePolicy: "Retain",
      Properties: { EnableKeyRotation: true, PendingWindowInDays: 30 },
    });
    template.hasResourceProperties("AWS::KMS::Alias", {
      AliasName: "alias/sst-vault",
      TargetKeyId: arnOf("StorageKey"),
    });
  });

  it.each(["StorageLedger", "StorageStatus"])(
    "keeps %s under that key, recoverable, undeletable, and with a generated name",
    (table) => {
      const { Type, Properties, ...policies } = resources[idOf(table)] ?? expect.fail();
      expect(Type).toBe("AWS::DynamoDB::GlobalTable");
      expect(policies).toMatchObject({ DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" });
      expect(Properties).toMatchObject({
        BillingMode: "PAY_PER_REQUEST",
        SSESpecification: { SSEEnabled: true, SSEType: "KMS" },
        Replicas: [
          {
            DeletionProtectionEnabled: true,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
            SSESpecification: { KMSMasterKeyId: arnOf("StorageKey") },
          },
        ],
      });
      expect(Properties).not.toHaveProperty("TableName");
      // DynamoDB itself would delete what has expired, whatever any policy says.
      expect(Properties).not.toHaveProperty("TimeToLiveSpecification");
    },
  );

  it("projects the metadata into both indexes of the ledger, and never a sealed value", () => {
    const { GlobalSecondaryIndexes: indexes } = resources[idOf("StorageLedger")]?.Properties ?? {};
    const held = (
      indexes as {
        IndexName: string;
        KeySchema: { AttributeName: string }[];
        Projection: { ProjectionType: string; NonKeyAttributes: string[] };
      }[]
    ).map(({ IndexName, KeySchema, Projection }) => ({
      IndexName,
      type: Projection.ProjectionType,
      attributes: [...KeySchema.map(({ AttributeName }) => AttributeName), ...Projection.NonKeyAttributes].sort(),
    }));
    expect(held).toEqual([
      { IndexName: "by-parameter", type: "INCLUDE", attributes: ["parameter", "seq", ...LEDGER.metadata].sort() },
      { IndexName: "by-month", type: "INCLUDE", attributes: [...LEDGER.metadata].sort() },
    ]);
    expect(JSON.stringify(indexes)).not.toMatch(/sealed|context|"ALL"/);
  });

  it("refuses to everyone what would change or delete entries of the ledger", () => {
    expect(
      statements(template)
        .filter(({ holder }) => holder === idOf("StorageLedger"))
        .map(({ statement }) => statement),
    ).toEqual([
      {
        Sid: "EntriesAreNeverChanged",
        Effect: "Deny",
        Principal: { AWS: "*" },
        Action: [
          "dynamodb:DeleteItem",
          "dynamodb:UpdateItem",
          "dynamodb:BatchWriteItem",
          "dynamodb:PartiQLDelete",
          "dynamodb:PartiQLInsert",
          "dynamodb:PartiQLUpdate",
          "dynamodb:UpdateTimeToLive",
        ],
        Resource: "*",
      },
    ]);
  });
});

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
  it("wait in a queue of their own for verify, which takes five at once, or end among their dead letters", () => {
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
      ScalingConfig: { MaximumConcurrency: 5 },
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

describe("functions", () => {
  it.each([
    ["capture", 60, 512],
    ["sweep", 900, 512],
    ["verify", 120, 3538],
    ["restore", 120, 3538],
    ["query", 30, 512],
    ["tamper", 30, 256],
  ])(
    "runs %s for at most %i s with %i MB, on Node 24 and arm64, and logs JSON for a year",
    (duty, Timeout, MemorySize) => {
      const log = idOf(`Functions${duty[0]?.toUpperCase()}${duty.slice(1)}Log`);
      template.hasResourceProperties("AWS::Lambda::Function", {
        FunctionName: `sst-vault-${duty}`,
        Runtime: "nodejs24.x",
        Architectures: ["arm64"],
        Timeout,
        MemorySize,
        LoggingConfig: { LogFormat: "JSON", LogGroup: { Ref: log } },
        ReservedConcurrentExecutions: Match.absent(),
      });
      expect(resources[log]).toMatchObject({
        DeletionPolicy: "Delete",
        Properties: { LogGroupName: `/aws/lambda/sst-vault-${duty}`, RetentionInDays: 365 },
      });
    },
  );

  it("gives restore, and no other, the alias force", () => {
    template.resourcePropertiesCountIs("AWS::Lambda::Alias", { Name: "force" }, 1);
    template.hasResourceProperties("AWS::Lambda::Alias", {
      Name: "force",
      FunctionName: { Ref: idOf("FunctionsRestoreHandler") },
    });
    template.resourceCountIs("AWS::Lambda::Alias", 1);
  });

  it("sweeps every hour, and at deploy once whatever it enqueues will be captured, holding up nothing", () => {
    template.hasResourceProperties("AWS::Events::Rule", {
      ScheduleExpression: "rate(1 hour)",
      State: "ENABLED",
      Targets: [{ Arn: arnOf("FunctionsSweepHandler") }],
    });
    template.hasResourceProperties("AWS::Lambda::Permission", {
      FunctionName: arnOf("FunctionsSweepHandler"),
      Principal: "events.amazonaws.com",
      SourceArn: arnOf("SweepsSchedule"),
    });
    template.resourceCountIs("AWS::Lambda::Permission", 1);
    template.hasResource("Custom::Trigger", {
      Properties: { InvocationType: "Event" },
      DependsOn: Match.arrayWith([idOf("ChangesQueuePolicy"), idOf("ChangesRule"), idOf("FunctionsCaptureSource")]),
    });
  });
});

describe("notifications", () => {
  it("go to a topic that takes TLS only: from the functions, the account's alarms, and EventBridge's rules", () => {
    const topic = { Ref: idOf("AlarmsTopic") };
    const publish = { Effect: "Allow", Action: "sns:Publish", Resource: topic };
    template.hasResourceProperties("AWS::SNS::Topic", { TopicName: "sst-vault-notifications" });
    template.hasResourceProperties("AWS::SNS::TopicPolicy", {
      Topics: [topic],
      PolicyDocument: {
        Statement: [
          { ...TLS_ONLY, Action: "sns:Publish", Resource: topic },
          {
            ...publish,
            Principal: { Service: "cloudwatch.amazonaws.com" },
            Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
          },
          // Without a condition: EventBridge's guide knows none for topics.
          { ...publish, Principal: { Service: "events.amazonaws.com" } },
        ],
      },
    });
  });
});

describe("the stack", () => {
  it("names what scripts rely on, and cannot be deleted by mistake", () => {
    expect(stack.stackName).toBe("SstVault");
    expect(stack.terminationProtection).toBe(true);
    expect(Object.keys(template.toJSON().Outputs)).toEqual([
      "VaultName",
      "LedgerTable",
      "StatusTable",
      "KeyArn",
      "Topic",
    ]);
    template.hasOutput("LedgerTable", { Value: { Ref: idOf("StorageLedger") } });
  });

  it("takes every setting, and lives beside another vault: no name of the one is a name of the other", () => {
    const other = synthesize({
      vaultName: "second",
      prefix: "/teams/",
      sweepSchedule: "rate(5 minutes)",
      notify: "ops@example.com",
      lagSeconds: 7,
      recreateWaitSeconds: 8,
    });
    expect(other.stack.stackName).toBe("SstVault-second");
    const names = (of: typeof template) =>
      Object.values(of.toJSON().Resources as Resources).flatMap(({ Type, Properties }) =>
        Object.entries(Properties)
          .filter(
            ([key, value]) =>
              /^(\w*Name)$/.test(key) &&
              typeof value === "string" &&
              Type !== "AWS::Lambda::Alias" &&
              !/^(Metric|Handler)/.test(key),
          )
          .map(([key, value]) => `${Type} ${key} ${value}`),
      );
    expect(names(template).length).toBeGreaterThan(10);
    expect(names(template).filter((name) => names(other.template).includes(name))).toEqual([]);
    expect(names(template).filter((name) => !name.includes("sst-vault"))).toEqual([]);

    other.template.hasResourceProperties("AWS::SNS::Subscription", { Protocol: "email", Endpoint: "ops@example.com" });
    other.template.hasResourceProperties("AWS::Events::Rule", { ScheduleExpression: "rate(5 minutes)" });
    const variables = (duty: string) =>
      Object.values(
        other.template.findResources("AWS::Lambda::Function", { Properties: { FunctionName: `second-${duty}` } }),
      )[0]?.Properties.Environment.Variables;
    expect(variables("capture")).toMatchObject({ LAG_SECONDS: "7", PARAMETER_PREFIX: "/teams/" });
    expect(variables("restore")).toMatchObject({ RECREATE_WAIT_SECONDS: "8", VAULT_NAME: "second" });
    expect(variables("query")).toMatchObject({ SWEEP_EVERY_SECONDS: "300" });
    const text = JSON.stringify(other.template.toJSON());
    expect(text).not.toContain("sst/passphrase");
  });

  it("fails in one line where account or region are open", () => {
    expect(() => new VaultStack(newApp(), "SstVault")).toThrow(/which AWS account and region\?/);
    expect(() => new VaultStack(newApp(), "SstVault", { env: { region: "eu-west-1" } })).toThrow(/which AWS account/);
  });

  it("stands cdk-nag's checks, which do find a wildcard where there is one", () => {
    const checks = new AwsSolutionsChecks(stack);
    expect(checks.validateScope(stack).violations).toEqual([]);
    const sloppy = new Stack(newApp(), "Sloppy");
    new Role(sloppy, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") }).addToPolicy(
      new PolicyStatement({ actions: ["s3:*"], resources: ["*"] }),
    );
    expect(checks.validateScope(sloppy).violations.map(({ ruleName }) => ruleName)).toContain(
      "AwsSolutions-IAM5[Action::s3:*]",
    );
  });
});
