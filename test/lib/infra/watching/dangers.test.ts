import { describe, expect, it } from "vitest";
import { DANGERS } from "../../../../lib/aws/environment.ts";
import { pasted } from "../../../support/shell-words.ts";
import { logicalId, type Resources, synthesize } from "../synthesize.ts";

const { template } = synthesize();
const resources: Resources = template.toJSON().Resources;
const idOf = (prefix: string) => logicalId(template, prefix);

interface Rule {
  Name: string;
  State: string;
  EventPattern: { detail: Record<string, unknown> };
  Targets: { Arn: unknown; InputTransformer: { InputPathsMap: Record<string, string>; InputTemplate: unknown } }[];
}

const rules = Object.values(resources)
  .map(({ Properties }) => Properties as unknown as Rule)
  .filter(({ Name }) => Name?.startsWith("sst-vault-danger-"));
const rule = (name: string) => rules.find(({ Name }) => Name === `sst-vault-danger-${name}`) ?? expect.fail();

/** The message with its references written out as `<LogicalId>`, line by line. */
function message({ Targets: [target] }: Rule): string[] {
  const told = target?.InputTransformer.InputTemplate as string | { "Fn::Join": [string, (string | object)[]] };
  const parts = typeof told === "string" ? [told] : told["Fn::Join"][1];
  const whole = parts.map((part) => (typeof part === "string" ? part : `{${Object.values(part).flat().join(".")}}`));
  // EventBridge wants each line of a text as a text of its own.
  return whole
    .join("")
    .split("\n")
    .map((line) => JSON.parse(line) as string);
}

describe("the rules on key and tables", () => {
  it("tell the topic of each deed that would take from the vault what it keeps", () => {
    expect(rules.flatMap(({ EventPattern }) => EventPattern.detail.eventName).sort()).toEqual([
      "DeleteResourcePolicy",
      "DeleteTable",
      "DisableKey",
      "PutKeyPolicy",
      "PutResourcePolicy",
      "ScheduleKeyDeletion",
      "UpdateContinuousBackups",
      "UpdateTable",
      "UpdateTimeToLive",
    ]);
    expect(rules.map(({ Name }) => Name).sort()).toEqual(DANGERS.map((name) => `sst-vault-danger-${name}`).sort());
    for (const { State, Targets } of rules) {
      expect(State).toBe("ENABLED");
      expect(Targets.map(({ Arn }) => Arn)).toEqual([{ Ref: idOf("AlarmsTopic") }]);
    }
  });

  it("hear of calls that went through, and of none that CloudFormation makes: a deploy is no danger", () => {
    for (const { EventPattern } of rules) {
      expect(EventPattern.detail).toMatchObject({
        errorCode: [{ exists: false }],
        sourceIPAddress: [{ "anything-but": ["cloudformation.amazonaws.com"] }],
      });
    }
  });

  it("mean this vault's key and tables only, by whatever name", () => {
    const key = idOf("StorageKey");
    const keyArn = { "Fn::GetAtt": [key, "Arn"] };
    const alias = "arn:aws:kms:eu-central-1:111122223333:alias/sst-vault";
    expect(rule("key-disabled").EventPattern.detail.$or).toEqual([
      { requestParameters: { keyId: [{ Ref: key }, keyArn, "alias/sst-vault", alias] } },
      { resources: { ARN: [keyArn] } },
    ]);
    const tables = ["StorageLedger", "StorageStatus"].map((table) => idOf(table));
    const arns = tables.map((table) => ({ "Fn::GetAtt": [table, "Arn"] }));
    const tableName = [{ Ref: tables[0] }, arns[0], { Ref: tables[1] }, arns[1]];
    expect(rule("table-deleted").EventPattern.detail.requestParameters).toEqual({ tableName });
    expect(rule("table-policy").EventPattern.detail.requestParameters).toEqual({ resourceArn: arns });
    for (const { requestParameters } of rule("table-changed").EventPattern.detail.$or as Record<string, object>[]) {
      expect(requestParameters).toMatchObject({ tableName });
    }
  });
});

describe("the message about a danger", () => {
  it("says what, by whom, when, and the command that undoes it", () => {
    const lines = message(rule("key-deletion"));
    const key = idOf("StorageKey");
    expect(lines).toEqual([
      "The key of sst-vault is to be deleted. From then on no recovery point can ever be opened again.",
      "Done: <detail-eventName>, <detail-eventTime>",
      "By: <detail-userIdentity-arn>, from <detail-sourceIPAddress>",
      "To undo it (leave out the quotation marks around a line, if there are any):",
      `aws kms cancel-key-deletion --key-id '{${key}}' --region eu-central-1`,
      `aws kms enable-key --key-id '{${key}}' --region eu-central-1`,
      "Then look: npx sst-vault status --region eu-central-1",
      "Account <account>, region <region>.",
    ]);
  });

  it.each([
    ["key-disabled", "aws kms enable-key --key-id"],
    ["key-policy", "aws kms put-key-policy --key-id"],
    [
      "table-deleted",
      "aws dynamodb restore-table-from-backup --target-table-name '<detail-requestParameters-tableName>'",
    ],
    ["table-changed", "--deletion-protection-enabled"],
    ["table-backups", "PointInTimeRecoveryEnabled=true,RecoveryPeriodInDays=35"],
    ["table-expiry", "Enabled=false,AttributeName=THE_NAME_SHOWN"],
    ["table-policy", "aws dynamodb put-resource-policy --resource-arn"],
  ])("of %s has its own command", (name, command) => {
    const lines = message(rule(name));
    expect(lines.slice(lines.findIndex((line) => line.startsWith("To undo it"))).join("\n")).toContain(command);
  });

  it("has commands that a shell reads as they are, whatever CloudFormation and EventBridge put in", () => {
    const lines = rules.flatMap(message).filter((line) => line.startsWith("aws "));
    const { commands, ...rest } = pasted(lines);
    expect(rest).toEqual({ errors: "", strays: [] });
    expect(commands.filter(([program]) => program === "aws")).toHaveLength(lines.length);
    expect(commands.flat()).toContain("<detail-requestParameters-tableName>");
  });

  it("can be copied: no marks that EventBridge would write with a backslash or take for its own", () => {
    for (const danger of rules) {
      const { InputPathsMap = {} } = danger.Targets[0]?.InputTransformer ?? {};
      const own = Object.keys(InputPathsMap).map((path) => `<${path}>`);
      const text = own.reduce((left, path) => left.replaceAll(path, ""), message(danger).join("\n"));
      expect(text).not.toMatch(/["<>\\]/);
    }
  });

  it.each([
    ["key-policy", "KeyPolicy"],
    ["table-policy", "Replicas[0].ResourcePolicy.PolicyDocument"],
  ])("of %s takes from the deployed template a policy that stands there word by word", (name, property) => {
    const [, id = ""] = /TemplateBody\.Resources\.(\w+)\./.exec(message(rule(name)).join("\n")) ?? [];
    const { Properties = {} } = resources[id] ?? {};
    const found = property
      .split(/[.[\]]+/)
      .reduce((value: unknown, part) => (value as Record<string, unknown>)[part], Properties);
    expect(found).toMatchObject({ Statement: expect.any(Array) });
    expect(message(rule(name)).join("\n")).toContain(`Properties.${property}`);
    expect(JSON.stringify(found)).not.toMatch(/Fn::|"Ref"/);
  });
});
