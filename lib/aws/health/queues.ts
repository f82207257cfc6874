import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { GetQueueAttributesCommand, type QueueAttributeName, type SQSClient } from "@aws-sdk/client-sqs";
import * as v from "valibot";
import type { QueueHealth } from "../../vault/health/probes.ts";
import { isAws } from "../aws-error.ts";
import { MAX_RECEIVES } from "../environment.ts";
import { oldestMessage } from "./metrics.ts";
import { admits, EVENTS, queuePolicy } from "./policies.ts";

const COUNTS = [
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesNotVisible",
  "ApproximateNumberOfMessagesDelayed",
] as const satisfies QueueAttributeName[];

interface Place {
  url: string;
  deadLettersUrl: string;
  /** Makes the ARN of a queue by its name. */
  arnOf: (name: string) => string;
  /** The ARNs of the rules that send to it. */
  rules: readonly string[];
}

/** How a queue and its dead-letter queue are. */
export async function queueHealth(
  { sqs, watch }: { sqs: SQSClient; watch: CloudWatchClient },
  { url, deadLettersUrl, arnOf, rules }: Place,
): Promise<QueueHealth> {
  const name = nameOf(url);
  const [queue, dead, oldestSeconds] = await Promise.all([
    attributes(sqs, url),
    attributes(sqs, deadLettersUrl),
    oldestMessage(watch, name),
  ]);
  const arn = arnOf(name);
  const deadLetterTargetArn = arnOf(nameOf(deadLettersUrl));
  const letsIn = (sourceArn: string) =>
    admits(queue?.Policy, { service: EVENTS, action: "sqs:SendMessage", sourceArn });
  return {
    name,
    arn,
    url,
    present: queue !== null,
    waiting: count(queue),
    oldestSeconds,
    deadLetters: { name: nameOf(deadLettersUrl), present: dead !== null, count: count(dead) },
    redrives: v.is(redriveTo(deadLetterTargetArn), queue?.RedrivePolicy),
    redrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: MAX_RECEIVES }),
    rightPolicy: rules.every(letsIn) ? null : queuePolicy(arn, rules),
  };
}

type Attributes = Partial<Record<QueueAttributeName, string>>;

/** Null if there is no such queue. */
export async function attributes(sqs: SQSClient, QueueUrl: string): Promise<Attributes | null> {
  const AttributeNames: QueueAttributeName[] = [...COUNTS, "RedrivePolicy", "Policy"];
  try {
    return (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))).Attributes ?? {};
  } catch (error) {
    if (isAws(error, "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue")) return null;
    throw error;
  }
}

const count = (queue: Attributes | null) => COUNTS.reduce((sum, name) => sum + Number(queue?.[name] ?? 0), 0);
const nameOf = (url: string) => url.split("/").at(-1) ?? "";
const redriveTo = (arn: string) =>
  v.pipe(v.string(), v.parseJson(), v.looseObject({ deadLetterTargetArn: v.literal(arn) }));
