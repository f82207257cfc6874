import { Duration } from "aws-cdk-lib";
import { type EventPattern, Match, Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import type { Construct } from "constructs";
import { CHANGE_RULES } from "../aws/environment.ts";
import { fromHere } from "./from-here.ts";
import { WorkQueue } from "./work-queue.ts";

export interface ChangesProps {
  /** Names the queues and the rules. */
  readonly vaultName: string;
  /** Changes of parameters below it are of interest. Starts and ends with a slash. */
  readonly prefix: string;
  /** How long the function that reads the queue may take. */
  readonly handlerTimeout: Duration;
}

/**
 * From Parameter Store's change events, and a trail's, to the queue that capture reads. None of them carries a
 * value, and neither do the messages; whatever is lost on the way here, the sweep brings.
 */
export class Changes extends WorkQueue {
  constructor(scope: Construct, id: string, { vaultName, prefix, handlerTimeout }: ChangesProps) {
    super(scope, id, { vaultName, holds: "changes", handlerTimeout });
    // What EventBridge cannot deliver in a day of retries lands among the dead letters too, as the same event.
    const target = { deadLetterQueue: this.deadLetters, maxEventAge: Duration.days(1) };
    new Rule(this, "Rule", {
      ruleName: `${vaultName}-${CHANGE_RULES.events}`,
      description: `Changes of parameters below ${prefix}, for ${vaultName}`,
      eventPattern: { ...fromHere(this), ...changesBelow(prefix) },
      targets: [new SqsQueue(this.queue, target)],
    });
    new Rule(this, "TrailRule", {
      ruleName: `${vaultName}-${CHANGE_RULES.trail}`,
      description: `Who changed parameters below ${prefix}, or was refused: a trail's word, for ${vaultName}`,
      eventPattern: { ...fromHere(this), ...callsBelow(prefix) },
      targets: [new SqsQueue(this.queue, target)],
    });
  }
}

/** AWS's own samples write names with and without the leading slash. */
function namedBelow(prefix: string): string[] {
  return Match.anyOf(Match.prefix(prefix), Match.prefix(prefix.slice(1)));
}

function changesBelow(prefix: string): EventPattern {
  return {
    source: ["aws.ssm"],
    detailType: ["Parameter Store Change"],
    // Labels change no value.
    detail: { operation: ["Create", "Update", "Delete"], name: namedBelow(prefix) },
  };
}

/**
 * The calls that write, as CloudTrail tells of them, minutes later: who made them, and which were refused. Of a
 * call that IAM refused the record has no parameters; only the message names what it was about, by its ARN.
 */
function callsBelow(prefix: string): EventPattern {
  return {
    source: ["aws.ssm"],
    detailType: ["AWS API Call via CloudTrail"],
    detail: {
      eventSource: ["ssm.amazonaws.com"],
      eventName: ["PutParameter", "DeleteParameter", "DeleteParameters", "LabelParameterVersion"],
      $or: [
        { requestParameters: { name: namedBelow(prefix) } },
        { requestParameters: { names: namedBelow(prefix) } },
        { errorMessage: Match.wildcard(`*:parameter${prefix}*`) },
      ],
    },
  };
}
