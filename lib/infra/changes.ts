import { Duration } from "aws-cdk-lib";
import { Match, Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import type { Construct } from "constructs";
import { WorkQueue } from "./work-queue.ts";

export interface ChangesProps {
  /** Names the queues. */
  readonly vaultName: string;
  /** Changes of parameters below it are of interest. Starts and ends with a slash. */
  readonly prefix: string;
  /** How long the function that reads the queue may take. */
  readonly handlerTimeout: Duration;
}

/**
 * From Parameter Store's change events to the queue that capture reads. The events carry no value, and
 * neither do the messages; whatever is lost on the way here, the sweep brings.
 */
export class Changes extends WorkQueue {
  constructor(scope: Construct, id: string, { vaultName, prefix, handlerTimeout }: ChangesProps) {
    super(scope, id, { vaultName, holds: "changes", handlerTimeout });
    new Rule(this, "Rule", {
      description: `Changes of parameters below ${prefix}, for ${vaultName}`,
      eventPattern: {
        source: ["aws.ssm"],
        detailType: ["Parameter Store Change"],
        detail: {
          // Labels change no value.
          operation: ["Create", "Update", "Delete"],
          // AWS's own samples write names with and without the leading slash.
          name: Match.anyOf(Match.prefix(prefix), Match.prefix(prefix.slice(1))),
        },
      },
      // What EventBridge cannot deliver in a day of retries lands among the dead letters too, as the same event.
      targets: [new SqsQueue(this.queue, { deadLetterQueue: this.deadLetters, maxEventAge: Duration.days(1) })],
    });
  }
}
