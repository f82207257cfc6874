import { Duration, Validations } from "aws-cdk-lib";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { MAX_RECEIVES } from "../aws/environment.ts";

export interface WorkQueueProps {
  readonly vaultName: string;
  /** What is on it: names the queue after the vault, `<vault>-changes`, and its dead letters, `<vault>-changes-dlq`. */
  readonly holds: "changes" | "checks";
  /** How long the function that reads the queue may take. */
  readonly handlerTimeout: Duration;
}

/** A queue that one of the functions works off, and where its messages end that nobody could handle. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { vaultName, holds, handlerTimeout }: WorkQueueProps) {
    super(scope, id);
    // SQS's own encryption: the messages hold names only, and under the vault's key EventBridge and everyone
    // who sends would have to be let into it.
    const secured = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
    this.deadLetters = new Queue(this, "DeadLetters", {
      ...secured,
      queueName: `${vaultName}-${holds}-dlq`,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this.deadLetters).acknowledge({
      id: "AwsSolutions-SQS3",
      reason: "this is the dead-letter queue; an alarm tells people of what lands here",
    });
    this.queue = new Queue(this, "Queue", {
      ...secured,
      queueName: `${vaultName}-${holds}`,
      // AWS's advice for queues that Lambda reads: six times the function's timeout.
      visibilityTimeout: Duration.seconds(6 * handlerTimeout.toSeconds()),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
    });
  }
}
