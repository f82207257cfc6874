import { describe, expect, it } from "vitest";
import { ALARMS, FUNCTIONS, METRICS } from "../../../../lib/aws/environment.ts";
import { ACCESS } from "../../../../lib/infra/access/access.ts";
import { logicalId, synthesize } from "../synthesize.ts";

interface Alarm {
  AlarmName: string;
  AlarmDescription: string;
  Namespace: string;
  MetricName: string;
  Dimensions: { Name: string; Value: unknown }[];
  Statistic: string;
  Period: number;
  EvaluationPeriods: number;
  Threshold: number;
  ComparisonOperator: string;
  TreatMissingData: string;
  AlarmActions: unknown[];
}

function alarmsOf({ template }: ReturnType<typeof synthesize>) {
  const found = Object.values(template.findResources("AWS::CloudWatch::Alarm"));
  return found.map(({ Properties }) => Properties as Alarm);
}

const usual = synthesize();
const alarms = alarmsOf(usual);
const second = alarmsOf(synthesize({ vaultName: "second" }));
const named = (name: string, of = alarms) =>
  of.find(({ AlarmName }) => AlarmName === `sst-vault-${name}`) ?? expect.fail();
const idOf = (prefix: string) => logicalId(usual.template, prefix);

describe("alarms", () => {
  it("are those that status asks for, all to the topic that people read", () => {
    expect(alarms.map(({ AlarmName }) => AlarmName).sort()).toEqual(ALARMS.map((name) => `sst-vault-${name}`).sort());
    expect([...FUNCTIONS].sort()).toEqual(Object.keys(ACCESS).sort());
    for (const { AlarmActions } of alarms) expect(AlarmActions).toEqual([{ Ref: idOf("AlarmsTopic") }]);
  });

  it.each(ALARMS)("%s says what to type, whole, in words that fit a phone", (name) => {
    const { AlarmDescription: text } = named(name);
    expect(text).toMatch(/: (npx sst-vault \w+.* --region eu-central-1|aws \w+ .* --region eu-central-1)$/m);
    // CloudWatch's own limit is 1024.
    expect(text.length).toBeLessThan(500);
    expect(text.split("\n").length).toBeGreaterThan(1);
    const other = second.find(({ AlarmName }) => AlarmName === `second-${name}`)?.AlarmDescription ?? "";
    expect(other).not.toContain("sst-vault-");
    for (const [command] of other.matchAll(/npx sst-vault .*/g)) expect(command).toMatch(/ --vault second$/);
  });

  it("know no metric math and no period or look back that CloudWatch does not, whatever the schedule", () => {
    for (const sweepSchedule of ["rate(1 minute)", "rate(59 minutes)", "rate(1 hour)", "rate(1 day)"]) {
      for (const { Period, EvaluationPeriods, Namespace } of alarmsOf(synthesize({ sweepSchedule }))) {
        expect(Namespace).toBeTypeOf("string");
        expect(Period % 60).toBe(0);
        expect(Period).toBeLessThanOrEqual(86_400);
        expect(Period * EvaluationPeriods).toBeLessThanOrEqual(Period < 3600 ? 86_400 : 7 * 86_400);
      }
    }
  });
});

describe("an alarm on queues", () => {
  it.each([
    ["dead-letters", "ChangesDeadLetters"],
    ["checks-dead-letters", "ChecksDeadLetters"],
  ])("%s goes off with the first message there, and has the command that brings them back", (name, queue) => {
    expect(named(name)).toMatchObject({
      Namespace: "AWS/SQS",
      MetricName: "ApproximateNumberOfMessagesVisible",
      Dimensions: [{ Name: "QueueName", Value: { "Fn::GetAtt": [idOf(queue), "QueueName"] } }],
      Statistic: "Maximum",
      Threshold: 1,
      ComparisonOperator: "GreaterThanOrEqualToThreshold",
      Period: 60,
      EvaluationPeriods: 1,
      TreatMissingData: "notBreaching",
    });
    const holds = name === "dead-letters" ? "changes" : "checks";
    const arn = `arn:aws:sqs:eu-central-1:111122223333:sst-vault-${holds}`;
    expect(named(name).AlarmDescription).toContain(
      `aws sqs start-message-move-task --source-arn ${arn}-dlq --destination-arn ${arn} --region eu-central-1`,
    );
  });

  it.each([
    ["changes-age", "ChangesQueue", 900],
    ["checks-age", "ChecksQueue", 3600],
  ])("%s goes off where a message waits too long", (name, queue, Threshold) => {
    expect(named(name)).toMatchObject({
      Namespace: "AWS/SQS",
      MetricName: "ApproximateAgeOfOldestMessage",
      Dimensions: [{ Name: "QueueName", Value: { "Fn::GetAtt": [idOf(queue), "QueueName"] } }],
      Statistic: "Maximum",
      Threshold,
      ComparisonOperator: "GreaterThanThreshold",
      TreatMissingData: "notBreaching",
    });
  });
});

describe("an alarm on functions", () => {
  const handler = (duty: string) => ({ Ref: idOf(`Functions${duty[0]?.toUpperCase()}${duty.slice(1)}Handler`) });

  it.each(FUNCTIONS)("goes off with the first error of %s", (duty) => {
    expect(named(`${duty}-errors`)).toMatchObject({
      Namespace: "AWS/Lambda",
      MetricName: "Errors",
      Dimensions: [{ Name: "FunctionName", Value: handler(duty) }],
      Statistic: "Sum",
      Threshold: 1,
      ComparisonOperator: "GreaterThanOrEqualToThreshold",
      TreatMissingData: "notBreaching",
    });
  });

  it.each([
    ["rate(5 minutes)", 300, 2],
    ["rate(1 hour)", 3600, 2],
    ["cron(0 3 * * ? *)", 86_400, 2],
  ])(
    "tells of sweeps that did not run for twice %s, and takes silence for that",
    (sweepSchedule, Period, EvaluationPeriods) => {
      const overdue = named("sweep-overdue", alarmsOf(synthesize({ sweepSchedule })));
      expect(overdue).toMatchObject({
        MetricName: "Invocations",
        Dimensions: [{ Name: "FunctionName", Value: handler("sweep") }],
        Statistic: "Sum",
        Threshold: 1,
        ComparisonOperator: "LessThanThreshold",
        Period,
        EvaluationPeriods,
        TreatMissingData: "breaching",
      });
    },
  );

  it("do not watch before the deploy's own sweep was set off: without it, that would be the first alarm", () => {
    const [trigger] = Object.keys(usual.template.findResources("Custom::Trigger"));
    for (const { DependsOn } of Object.values(usual.template.findResources("AWS::CloudWatch::Alarm"))) {
      expect(DependsOn).toContain(trigger);
    }
  });

  it("tells of tampering as soon as tamper is invoked at all", () => {
    expect(named("tamper")).toMatchObject({
      MetricName: "Invocations",
      Dimensions: [{ Name: "FunctionName", Value: handler("tamper") }],
      Statistic: "Sum",
      Threshold: 1,
      ComparisonOperator: "GreaterThanOrEqualToThreshold",
      Period: 60,
      TreatMissingData: "notBreaching",
    });
    expect(named("tamper").AlarmDescription).toContain("npx sst-vault audit --check --region eu-central-1");
  });
});

describe("an alarm on figures", () => {
  it.each([
    ["unprotected", METRICS.names.unprotected, 1, "GreaterThanOrEqualToThreshold"],
    ["tests-overdue", METRICS.names.oldestTestHours, 50, "GreaterThanThreshold"],
  ])("%s looks at each sweep, and stays as it is in between", (name, MetricName, Threshold, ComparisonOperator) => {
    expect(named(name)).toMatchObject({
      Namespace: "SstVault",
      MetricName,
      Dimensions: [{ Name: "Vault", Value: "sst-vault" }],
      Statistic: "Maximum",
      Threshold,
      ComparisonOperator,
      Period: 3600,
      EvaluationPeriods: 1,
      TreatMissingData: "ignore",
    });
  });
});
