import { Stack } from "aws-cdk-lib";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";

export interface NotificationsProps {
  /** Names the topic. */
  readonly vaultName: string;
  /**
   * A mail address that gets every notice.
   * @default - nobody is subscribed
   */
  readonly notify?: string | undefined;
}

/**
 * The topic that people read: the functions publish to it, the alarms, and the rules on dangers, by a role of theirs.
 *
 * It is not encrypted at rest: no notice holds a value, each is sent on as plain mail, and under a customer
 * key CloudWatch, EventBridge and every function that publishes would have to be let into that key.
 */
export class Notifications extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { vaultName, notify }: NotificationsProps) {
    super(scope, id);
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
  }
}
