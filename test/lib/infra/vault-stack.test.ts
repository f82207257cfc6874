import { Stack } from "aws-cdk-lib";
import { Match } from "aws-cdk-lib/assertions";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, it } from "vitest";
import { VaultStack } from "../../../lib/infra/vault-stack.ts";
import { arnOf, idOf, resources, stack, TLS_ONLY, template } from "./default-stack.ts";
import { newApp, type Resources, synthesize } from "./synthesize.ts";

describe("functions", () => {
  it.each([
    ["capture", 60, 512],
    ["sweep", 900, 512],
    ["verify", 120, 3008],
    ["restore", 120, 3008],
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
  it("go to a topic that takes TLS only: from the account's alarms, and from whoever IAM lets", () => {
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
      "Settings",
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
