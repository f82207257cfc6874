import { Duration, Stack } from "aws-cdk-lib";
import { Alarm, ComparisonOperator, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";

export interface AlarmsProps {
  /** Names the topic and the alarms. */
  readonly vaultName: string;
  /** Where changes end that nobody could handle. */
  readonly deadLetters: IQueue;
  /** Where checks end that nobody could do. */
  readonly checksDeadLetters: IQueue;
  /**
   * A mail address that gets every notice.
   * @default - nobody is subscribed
   */
  readonly notify?: string | undefined;
}

/**
 * The topic that people read, and the alarms on the machine's own health. The functions publish to it too.
 *
 * It is not encrypted at rest: no notice holds a value, each is sent on as plain mail, and under a customer
 * key both CloudWatch and every function that publishes would have to be let into that key.
 */
export class Alarms extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { vaultName, deadLetters, checksDeadLetters, notify } = props;
    this.topic = new Topic(this, "Topic", { topicName: `${vaultName}-notifications`, enforceSSL: true });
    // A topic with a policy of its own has lost the default one, which let alarms of the account in.
    const { account } = Stack.of(this);
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: "AlarmsOfThisAccount",
        principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
        actions: ["sns:Publish"],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { "aws:SourceAccount": account } },
      }),
    );
    if (notify) this.topic.addSubscription(new EmailSubscription(notify));

    this.#deadLetters("DeadLetters", deadLetters, {
      alarmName: `${vaultName}-dead-letters`,
      alarmDescription: `Changes that ${vaultName} could not handle wait in ${vaultName}-changes-dlq: a value may not be kept`,
    });
    this.#deadLetters("ChecksDeadLetters", checksDeadLetters, {
      alarmName: `${vaultName}-checks-dead-letters`,
      alarmDescription: `Checks that ${vaultName} could not do wait in ${vaultName}-checks-dlq: a verdict may be out of date`,
    });
  }

  #deadLetters(id: string, queue: IQueue, named: { alarmName: string; alarmDescription: string }): void {
    new Alarm(this, id, {
      ...named,
      metric: queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: "Maximum" }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new SnsAction(this.topic));
  }
}
