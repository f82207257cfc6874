import { Stack } from "aws-cdk-lib";
import { EventField, type EventPattern, Match, Rule, RuleTargetInput } from "aws-cdk-lib/aws-events";
import { SnsTopic } from "aws-cdk-lib/aws-events-targets";
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { fromHere } from "../from-here.ts";
import type { Storage } from "../storage.ts";
import { commandsIn } from "./commands.ts";
import { type Danger, keyDangers, tableDangers } from "./dangers.ts";

export interface DangerRulesProps {
  readonly vaultName: string;
  readonly storage: Storage;
  readonly topic: ITopic;
}

/**
 * Tells people when somebody lays hands on the key or the tables, with the command that undoes it. It hears of
 * that from CloudTrail, so only where a trail logs; `status` looks for itself.
 */
export class DangerRules extends Construct {
  constructor(scope: Construct, id: string, { vaultName, storage, topic }: DangerRulesProps) {
    super(scope, id);
    const { cli } = commandsIn(this, vaultName);
    // Or binding would give it a policy of its own.
    const role = this.publisher(vaultName, topic).withoutPolicyUpdates();
    const add = (danger: Danger, eventPattern: EventPattern) => {
      new Rule(this, danger.name, {
        ruleName: `${vaultName}-danger-${danger.name}`,
        description: `Tells the topic of ${vaultName}: ${danger.calls.join(", ")}`,
        eventPattern: { ...fromHere(this), ...eventPattern },
        targets: [new SnsTopic(topic, { message: message(danger, cli("status")), role })],
      });
    };
    for (const danger of keyDangers(storage, vaultName)) add(danger, onKey(danger, storage, vaultName));
    for (const danger of tableDangers(storage, vaultName)) add(danger, onTables(danger, storage));
  }

  /**
   * What EventBridge publishes as, for these rules. By a role, and not by the topic's policy, which would let in the
   * rules of every account: EventBridge knows no conditions there (EventBridge guide, resource-based policies).
   */
  private publisher(vaultName: string, topic: ITopic): Role {
    const rules = Stack.of(this).formatArn({
      service: "events",
      resource: "rule",
      resourceName: `${vaultName}-danger-*`,
    });
    return new Role(this, "Publisher", {
      description: `Lets the rules ${vaultName}-danger-* publish to the topic of ${vaultName}`,
      assumedBy: new ServicePrincipal("events.amazonaws.com", {
        conditions: {
          StringEquals: { "aws:SourceAccount": Stack.of(this).account },
          ArnLike: { "aws:SourceArn": rules },
        },
      }),
      inlinePolicies: {
        publish: new PolicyDocument({
          statements: [new PolicyStatement({ actions: ["sns:Publish"], resources: [topic.topicArn] })],
        }),
      },
    });
  }
}

/** However the caller named the key; and as AWS itself lists it among the call's resources. */
function onKey({ calls }: Danger, { key }: Storage, vaultName: string): EventPattern {
  const alias = `alias/${vaultName}`;
  const aliasArn = key.stack.formatArn({ service: "kms", resource: alias });
  return done("kms", calls, [
    { requestParameters: { keyId: [key.keyId, key.keyArn, alias, aliasArn] } },
    { resources: { ARN: [key.keyArn] } },
  ]);
}

/** By the one parameter that names the table in these calls: a pattern of more than 2,048 characters AWS refuses. */
function onTables({ calls, only = [{}], named = "tableName" }: Danger, { ledger, status }: Storage): EventPattern {
  const names = [ledger, status].flatMap(({ tableName, tableArn }) =>
    named === "tableName" ? [tableName, tableArn] : [tableArn],
  );
  return done(
    "dynamodb",
    calls,
    only.map((which) => ({ requestParameters: { [named]: names, ...which } })),
  );
}

/** A call that went through, and was not made by CloudFormation, which deploys with the very same calls. */
function done(service: "kms" | "dynamodb", calls: readonly string[], on: object[]): EventPattern {
  return {
    source: [`aws.${service}`],
    detailType: ["AWS API Call via CloudTrail"],
    detail: {
      eventSource: [`${service}.amazonaws.com`],
      eventName: [...calls],
      errorCode: Match.doesNotExist(),
      sourceIPAddress: Match.anythingBut("cloudformation.amazonaws.com"),
      // One that stands alone is no choice: AWS refuses it as such.
      ...(on.length > 1 ? { $or: on } : on[0]),
    },
  };
}

function message({ what, undo }: Danger, status: string): RuleTargetInput {
  const field = (path: string) => EventField.fromPath(`$.detail.${path}`);
  return RuleTargetInput.fromMultilineText(
    [
      what,
      `Done: ${field("eventName")}, ${field("eventTime")}`,
      `By: ${field("userIdentity.arn")}, from ${field("sourceIPAddress")}`,
      // Lines reach some readers each in quotation marks, with which a shell would take them for one word.
      "To undo it (leave out the quotation marks around a line, if there are any):",
      ...undo,
      `Then look: ${status}`,
      `Account ${EventField.account}, region ${EventField.region}.`,
    ].join("\n"),
  );
}
