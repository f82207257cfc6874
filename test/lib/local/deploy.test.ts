import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bootstrapAndDeploy } from "../../../lib/local/deploy.ts";
import { type Emulator, startEmulator } from "../../../lib/local/emulator.ts";
import { clientOf } from "../../../lib/local/iam.ts";
import { groupOf, membersOf, untilNone } from "./processes.ts";

const directory = join(import.meta.dirname, "..", "..", "fixtures", "tiny-app");
let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator?.stop());

test("deploys an app whose function runs on our own Node, and takes it down whole", async () => {
  const said: string[] = [];
  const own = await startEmulator();
  const options = { emulator: own, stack: "Tiny", directory, context: { greeting: "well met, you" } };
  const outputs = await bootstrapAndDeploy({ ...options, say: (line) => said.push(line) });
  expect(said.filter((line) => line.includes("done in"))).toEqual([
    expect.stringContaining("bootstrap"),
    expect.stringContaining("synth"),
    expect.stringContaining("deploy"),
  ]);

  const invoke = new InvokeCommand({ FunctionName: outputs.GreetName });
  const { Payload = new Uint8Array() } = await new LambdaClient(clientOf(own)).send(invoke);
  expect(JSON.parse(Buffer.from(Payload).toString())).toEqual({
    greeting: "well met, you",
    node: process.versions.node,
  });
  // The queue refuses what does not come by secure transport, which plain http on the loopback counts as.
  await new SQSClient(clientOf(own)).send(new SendMessageCommand({ QueueUrl: outputs.QueueUrl, MessageBody: "hello" }));
  expect(outputs.QueueUrl).toContain(own.endpoint);

  const group = await groupOf(own);
  expect(membersOf(group).length).toBeGreaterThan(1);
  await own.stop();
  expect(await untilNone(() => membersOf(group))).toEqual([]);
  expect(existsSync(own.folder)).toBe(false);
});

test("fails with the last words of the CDK, and keeps the log", async () => {
  const failure = await bootstrapAndDeploy({ emulator, stack: "Nowhere", directory }).catch((error) => error);
  expect(failure).toMatchObject({ name: "LocalAwsError", message: expect.not.stringContaining("\n") });
  const [, log = ""] =
    /^cdk synth failed: .*No stacks match the name\(s\) Nowhere; all it said is in (.*)$/.exec(failure.message) ?? [];
  expect(readFileSync(log, "utf8")).toContain("Nowhere");
  rmSync(log);
});
