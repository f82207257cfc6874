import { SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { inject } from "vitest";
import { policy } from "../../lib/local/iam.ts";
import { localAws } from "../support/local-aws.ts";
import { bodies, makeQueue } from "../support/local-parts.ts";

/** Listens on the vault's topic from now on, as people do; gives what was heard so far and holds all those words. */
export async function hear(...words: string[]) {
  const sqs = new SQSClient(localAws());
  const open = {
    Effect: "Allow",
    Principal: { Service: "sns.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource: "*",
  };
  const { url, arn } = await makeQueue(sqs, { Policy: policy([open]) });
  const subscribe = new SubscribeCommand({ TopicArn: inject("vault").Topic, Protocol: "sqs", Endpoint: arn });
  await new SNSClient(localAws()).send(subscribe);
  const heard: { subject: string; text: string }[] = [];
  return async () => {
    for (const body of await bodies(sqs, url)) {
      const { Subject, Message } = JSON.parse(body) as { Subject: string; Message: string };
      heard.push({ subject: Subject, text: Message });
    }
    return heard.filter(({ subject, text }) => words.every((word) => `${subject}\n${text}`.includes(word)));
  };
}
