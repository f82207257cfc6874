import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Emulator } from "../../../lib/local/emulator.ts";
import { clientOf } from "../../../lib/local/iam.ts";

/** An event as EventBridge delivers it. */
interface Event {
  "detail-type": string;
  detail: Record<string, unknown>;
}

/**
 * Sends Parameter Store's events, all or those whose detail matches, into a queue. The result waits for so many of them, for
 * half a minute at most, and gives what there is.
 */
export async function listen(
  emulator: Emulator,
  detail?: object,
  region = "us-east-1",
): Promise<(count: number) => Promise<Event[]>> {
  const settings = { ...clientOf(emulator), region };
  const sqs = new SQSClient(settings);
  const events = new EventBridgeClient(settings);
  const queue = `queue-${crypto.randomUUID()}`;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: queue }));
  const EventPattern = JSON.stringify({ source: ["aws.ssm"], ...(detail && { detail }) });
  await events.send(new PutRuleCommand({ Name: queue, EventPattern }));
  const Arn = `arn:aws:sqs:${region}:000000000000:${queue}`;
  await events.send(new PutTargetsCommand({ Rule: queue, Targets: [{ Id: "queue", Arn }] }));

  return async (count) => {
    const received: Event[] = [];
    for (const deadline = Date.now() + 30_000; received.length < count && Date.now() < deadline; ) {
      const batch = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
      );
      received.push(...(batch.Messages ?? []).map((message) => JSON.parse(message.Body ?? "")));
    }
    return received;
  };
}
