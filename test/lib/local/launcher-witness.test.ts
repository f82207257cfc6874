import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { CreateKeyCommand, DecryptCommand, EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import {
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../../lib/local/emulator.ts";
import { clientOf } from "../../../lib/local/iam.ts";
import { layOut } from "../../support/leaks/run-folder.ts";

const folder = mkdtempSync(join(tmpdir(), "witness-test-"));
let emulator: Emulator;
let ssm: SSMClient;

beforeAll(async () => {
  layOut(folder);
  emulator = await startEmulator({ control: true });
  const request = { method: "POST", body: JSON.stringify({ folder }) };
  expect((await fetch(`${emulator.endpoint}/_local/witness`, request)).status).toBe(200);
  ssm = new SSMClient(clientOf(emulator));
});
afterAll(async () => {
  await emulator?.stop();
  rmSync(folder, { recursive: true });
});

const newValue = () => randomBytes(32).toString("base64");
const put = (Name: string, Value: string, more: object = { Type: "SecureString" }) =>
  ssm.send(new PutParameterCommand({ Name, Value, ...more }));

test("every secret that Parameter Store is given is noted, with its name", async () => {
  const [first, second, plain, open] = [newValue(), newValue(), newValue(), newValue()];
  await put("/noted/secret", first);
  await put("/noted/secret", second, { Overwrite: true });
  await put("/sst/passphrase/noted/plain", plain, { Type: "String" });
  await put("/noted/open", open, { Type: "String" });
  const noted = noticed("values").map((line) => JSON.parse(line));
  expect(noted).toContainEqual({ value: first, of: "/noted/secret" });
  expect(noted).toContainEqual({ value: second, of: "/noted/secret" });
  expect(noted).toContainEqual({ value: plain, of: "/sst/passphrase/noted/plain" });
  expect(noted.filter(({ value }) => value === open)).toEqual([]);
});

test("what Parameter Store is asked and answers is kept without values, and with all else", async () => {
  const [value, tag, description] = [newValue(), newValue(), newValue()];
  const Tags = [{ Key: "told", Value: tag }];
  await put("/asked/secret", value, { Type: "SecureString", Description: description, Tags });
  const names = { Names: ["/asked/secret"], WithDecryption: true };
  await ssm.send(new GetParameterCommand({ Name: "/asked/secret", WithDecryption: true }));
  await ssm.send(new GetParametersCommand(names));
  await ssm.send(new GetParametersByPathCommand({ Path: "/asked", WithDecryption: true }));
  await ssm.send(new GetParameterHistoryCommand({ Name: "/asked/secret", WithDecryption: true }));
  expect(all("asked")).toContain(tag);
  expect(all("asked")).toContain(description);
  expect(all("answered")).toContain(description);
  expect(all("answered")).toContain("an answer of ssm to AmazonSSM.GetParameterHistory");
  expect(all("asked") + all("answered")).not.toContain(value);
});

test("what KMS is given and gives back is kept without the plaintext, and with all else", async () => {
  const kms = new KMSClient(clientOf(emulator));
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const Plaintext = randomBytes(32);
  const EncryptionContext = { told: newValue() };
  const { CiphertextBlob } = await kms.send(
    new EncryptCommand({ KeyId: KeyMetadata?.Arn, Plaintext, EncryptionContext }),
  );
  await kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }));
  expect(all("asked")).toContain(EncryptionContext.told);
  expect(all("answered")).toContain("an answer of kms to TrentService.Decrypt");
  expect(all("asked") + all("answered")).not.toContain(Plaintext.toString("base64"));
});

test("all that other services are told is kept: messages, also those that are gone, and events, also the emulator's own", async () => {
  const sqs = new SQSClient(clientOf(emulator));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "witnessed" }));
  const [body, detail] = [newValue(), newValue()];
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
  await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  const event = { Source: "test", DetailType: "Told", Detail: JSON.stringify({ detail }) };
  await new EventBridgeClient(clientOf(emulator)).send(new PutEventsCommand({ Entries: [event] }));
  await put("/told/secret", newValue());
  expect(all("sent")).toContain(body);
  expect(all("answered")).toContain(body);
  expect(all("sent")).toContain(detail);
  expect(all("sent")).toContain("/told/secret");
});

test("an answer that a test has seeded is not kept: what it quotes is the test's own", async () => {
  const [quoted, value] = [newValue(), newValue()];
  const answer = { __type: "ParameterAlreadyExists", message: `not again: ${quoted}` };
  const fault = { service: "ssm", action: "PutParameter", matching: "/seeded", answer };
  await fetch(`${emulator.endpoint}/_local/faults`, { method: "POST", body: JSON.stringify(fault) });
  await expect(put("/seeded", value)).rejects.toThrow(quoted);
  expect(all("answered")).not.toContain(quoted);
  expect(all("asked")).toContain("/seeded");
  expect(all("asked")).not.toContain(value);
});

/** Lines of what was kept of a kind. */
function noticed(place: string): string[] {
  return readdirSync(join(folder, place)).flatMap((file) =>
    readFileSync(join(folder, place, file), "utf8")
      .trim()
      .split("\n"),
  );
}

const all = (kind: string) => noticed(join("said", kind)).join("\n");
