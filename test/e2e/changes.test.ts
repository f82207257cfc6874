import {
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import type { StatusResponse } from "../../lib/vault/api.ts";
import { localAws } from "../support/local-aws.ts";
import { sstVaultJson } from "./sst-vault.ts";
import { history, nameOf, newValue, users } from "./stages.ts";
import { until } from "./until.ts";

const sqs = new SQSClient(localAws());
const urlOf = async (QueueName: string) => (await sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl ?? "";

test("a malformed message holds up no other, ends among the dead letters, and status says so", async () => {
  const [changes, deadLetters] = [await urlOf("sst-vault-changes"), await urlOf("sst-vault-changes-dlq")];
  await sqs.send(new SendMessageCommand({ QueueUrl: changes, MessageBody: '{"source":"nobody"' }));
  const name = nameOf("changes", "prod");
  await users().put(name, newValue());
  await history(name, ({ recoveryPoints }) => recoveryPoints.length === 1);

  const receive = new ReceiveMessageCommand({ QueueUrl: deadLetters, VisibilityTimeout: 0, WaitTimeSeconds: 1 });
  const { Messages } = await until(
    () => sqs.send(receive),
    (answer) => Boolean(answer.Messages?.length),
  );
  expect(Messages?.[0]?.Body).toBe('{"source":"nobody"');

  const capture = (status: StatusResponse) => status.checks.find((check) => check.name === "capture");
  const ill = await sstVaultJson<StatusResponse>("status");
  expect(ill).toMatchObject({ code: 5, healthy: false });
  expect(capture(ill)).toMatchObject({ ok: false, causes: [{ code: "dead-letters", count: 1 }] });

  const ReceiptHandle = Messages?.[0]?.ReceiptHandle;
  await sqs.send(new DeleteMessageCommand({ QueueUrl: deadLetters, ReceiptHandle }));
  expect(capture(await sstVaultJson<StatusResponse>("status"))).toMatchObject({ ok: true });
});

test("values that vanish before they can be read hold up no other", async () => {
  const gone = Array.from({ length: 60 }, (_, n) => nameOf("vanished", `pr-${n}`));
  const { put, remove } = users();
  await Promise.all(
    gone.map(async (name) => {
      await put(name, newValue());
      await remove(name);
    }),
  );
  const name = nameOf("changes", "behind-vanished");
  await put(name, newValue());
  const { recoveryPoints } = await history(name, (answer) => answer.recoveryPoints.length === 1);
  const [{ createdAt = "", capturedAt = "" } = {}] = recoveryPoints;
  // Alone it takes milliseconds; where each of the others is waited for, longer than a minute.
  expect(Date.parse(capturedAt) - Date.parse(createdAt)).toBeLessThan(20_000);
});
