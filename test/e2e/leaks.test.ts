import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { expect, inject, test } from "vitest";
import { policy } from "../support/iam.ts";
import { localAws } from "../support/local-aws.ts";
import { logLines } from "../support/log-lines.ts";
import { printed, sstVault } from "./sst-vault.ts";
import { history, nameOf, newValue, users, values } from "./stages.ts";

const aws = localAws();

test("no value is ever printed, logged, stored in clear, answered or sent to anyone", async () => {
  const heard = await listen();
  const name = nameOf("leaks", "prod");
  const { put, remove, get } = users();
  const [first, second] = [newValue(), newValue()];
  await put(name, first);
  await put(name, second, { Overwrite: true });
  const { recoveryPoints } = await history(name, (told) => told.recoveryPoints.length === 2);
  const oldest = recoveryPoints[1]?.id ?? "";
  await sstVault("restore", name, "--recovery-point", oldest, "--yes");
  await sstVault("restore", name);
  await remove(name);
  await history(name, ({ parameter }) => !parameter.live);
  await sstVault("restore", name, "--at", recoveryPoints[0]?.createdAt ?? "");
  expect(await get(name)).toBe(second);
  const answer = await new LambdaClient(aws).send(
    new InvokeCommand({
      FunctionName: "sst-vault-restore",
      Payload: JSON.stringify({ name, recoveryPoint: oldest, dryRun: true }),
    }),
  );

  const tables = inject("vault");
  const everything = {
    printed: printed.join("\n"),
    answered: answer.Payload?.transformToString() ?? "",
    logged: (await logLines(aws)).join("\n"),
    heard: (await heard()).join("\n"),
    ledger: await stored(tables.LedgerTable),
    status: await stored(tables.StatusTable),
  };
  expect(everything.heard).toContain("Restore Completed"); // an event, and below a notice: both were listened to
  expect(everything.heard).toContain("passphrase restored");
  for (const [where, text] of Object.entries(everything)) {
    expect(text, `nothing was looked at where values could be ${where}`).not.toBe("");
    for (const value of values) {
      const forms = [value, Buffer.from(value).toString("base64"), Buffer.from(value, "base64").toString("hex")];
      // The text itself is kept out of a failure's report.
      expect(
        forms.some((form) => text.includes(form)),
        `a value is in clear where it is ${where}`,
      ).toBe(false);
    }
  }
});

/** Everything in a table, ciphertexts as base64 and as text. */
async function stored(TableName: string | undefined): Promise<string> {
  const texts: string[] = [];
  for await (const { Items = [] } of paginateScan({ client: new DynamoDBClient(aws) }, { TableName })) {
    for (const item of Items) {
      const parts = item.sealed?.L?.map(({ B }) => Buffer.from(B ?? [])) ?? [];
      texts.push(JSON.stringify(item), ...parts.flatMap((part) => [part.toString("latin1"), part.toString("base64")]));
    }
  }
  return texts.join("\n");
}

/** Listens to the topic and to every event of the vault's on the bus; the result gives all that was heard. */
async function listen(): Promise<() => Promise<string[]>> {
  const sqs = new SQSClient(aws);
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "leaks" }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }));
  const Arn = Attributes?.QueueArn;
  const anyone = { Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: Arn };
  const Policy = policy([anyone]);
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  await new SNSClient(aws).send(
    new SubscribeCommand({ TopicArn: inject("vault").Topic, Protocol: "sqs", Endpoint: Arn }),
  );
  const events = new EventBridgeClient(aws);
  await events.send(new PutRuleCommand({ Name: "leaks", EventPattern: JSON.stringify({ source: ["sst-vault"] }) }));
  await events.send(new PutTargetsCommand({ Rule: "leaks", Targets: [{ Id: "leaks", Arn }] }));
  return async () => {
    const bodies: string[] = [];
    for (;;) {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      if (Messages.length === 0) return bodies;
      bodies.push(...Messages.map(({ Body }) => Body ?? ""));
    }
  };
}
