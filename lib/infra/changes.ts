import { Duration, Validations } from "aws-cdk-lib";
import { Match, Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";

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
export class Changes extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { vaultName, prefix, handlerTimeout }: ChangesProps) {
    super(scope, id);
    // SQS's own encryption: the messages hold names only, and under the vault's key EventBridge and sweep
    // would have to be let into it.
    const secured = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
    this.deadLetters = new Queue(this, "DeadLetters", {
      ...secured,
      queueName: `${vaultName}-changes-dlq`,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this.deadLetters).acknowledge({
      id: "AwsSolutions-SQS3",
      reason: "this is the dead-letter queue; an alarm tells people of what lands here",
    });
    this.queue = new Queue(this, "Queue", {
      ...secured,
      queueName: `${vaultName}-changes`,
      // AWS's advice for queues that Lambda reads: six times the function's timeout.
      visibilityTimeout: Duration.seconds(6 * handlerTimeout.toSeconds()),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
    });
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
