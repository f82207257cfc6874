import { EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import { ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DescribeParametersCommand, GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../../lib/local/emulator.ts";
import { clientOf } from "../../../lib/local/iam.ts";

let emulator: Emulator;
let ssm: SSMClient;
let impatient: SSMClient;

beforeAll(async () => {
  emulator = await startEmulator({ control: true });
  ssm = new SSMClient(clientOf(emulator));
  impatient = new SSMClient({ ...clientOf(emulator), maxAttempts: 1 });
});
afterAll(() => emulator?.stop());

test("a seeded fault is the real error to the SDK, and its retry gets through", async () => {
  const throttled = { name: "ThrottlingException", $metadata: { httpStatusCode: 400 } };
  await control("POST", "faults", {
    service: "ssm",
    action: "DescribeParameters",
    error: "ThrottlingException",
    times: 3,
  });
  const describe = new DescribeParametersCommand({});
  await expect(impatient.send(describe)).rejects.toMatchObject(throttled);
  expect((await ssm.send(describe)).$metadata.attempts).toBe(3);
  expect((await ssm.send(describe)).$metadata.attempts).toBe(1);
});

test("a fault speaks each service's protocol and carries the status asked for", async () => {
  const settings = { ...clientOf(emulator), maxAttempts: 1 };
  const fault = (service: string, action: string) =>
    control("POST", "faults", { service, action, error: "InternalFailure", status: 500 });
  for (const call of [fault("sqs", "ListQueues"), fault("sns", "ListTopics"), fault("kms", "Encrypt")]) await call;
  const failed = { name: expect.stringContaining("InternalFailure"), $metadata: { httpStatusCode: 500 } };
  await expect(new SQSClient(settings).send(new ListQueuesCommand({}))).rejects.toMatchObject(failed);
  await expect(new SNSClient(settings).send(new ListTopicsCommand({}))).rejects.toMatchObject(failed);
  const encrypt = new EncryptCommand({ KeyId: "any", Plaintext: Buffer.from("x") });
  await expect(new KMSClient(settings).send(encrypt)).rejects.toMatchObject(failed);
});

test("a fault `after` loses only the answer, not the work", async () => {
  await control("POST", "faults", {
    service: "ssm",
    action: "PutParameter",
    error: "InternalServerError",
    status: 500,
    after: true,
  });
  const put = new PutParameterCommand({ Name: "/lost/answer", Value: "kept", Type: "String" });
  await expect(impatient.send(put)).rejects.toMatchObject({ name: "InternalServerError" });
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: "/lost/answer" }));
  expect(Parameter?.Value).toBe("kept");
});

test("a fault can wait for the call that says a text, and answer in full", async () => {
  await control("POST", "faults", {
    service: "ssm",
    action: "GetParameter",
    matching: "/the/one",
    answer: { __type: "ParameterVersionNotFound", message: "in full" },
  });
  const get = (Name: string) => impatient.send(new GetParameterCommand({ Name }));
  await expect(get("/another")).rejects.toMatchObject({ name: "ParameterNotFound" });
  await expect(get("/the/one")).rejects.toMatchObject({ name: "ParameterVersionNotFound", message: "in full" });
  await expect(get("/the/one")).rejects.toMatchObject({ name: "ParameterNotFound" });
});

test("faults can be taken back", async () => {
  await control("POST", "faults", { service: "ssm", action: "GetParameter", error: "InternalServerError", times: 9 });
  await control("DELETE", "faults");
  await expect(impatient.send(new GetParameterCommand({ Name: "/none" }))).rejects.toMatchObject({
    name: "ParameterNotFound",
  });
});

test("the clock of Parameter Store can be moved", async () => {
  await control("POST", "clock", { offsetSeconds: -3600 });
  await ssm.send(new PutParameterCommand({ Name: "/an/hour/ago", Value: "1", Type: "String" }));
  await control("POST", "clock", { offsetSeconds: 0 });
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: "/an/hour/ago" }));
  const age = Date.now() - Number(Parameter?.LastModifiedDate);
  expect(age).toBeGreaterThan(3_595_000);
  expect(age).toBeLessThan(3_660_000);
});

test("a malformed request is refused, not obeyed", async () => {
  expect((await send(emulator, "POST", "faults", { service: "ssm" })).status).toBe(400);
});

test("without being asked for there is no control route", async () => {
  const plain = await startEmulator({ control: false }); // in tests it is on unless told otherwise (test/support/leaks)
  try {
    const fault = { service: "ssm", action: "DescribeParameters", error: "ThrottlingException" };
    expect((await send(plain, "POST", "faults", fault)).status).toBe(404);
    expect((await send(plain, "DELETE", "faults")).status).toBe(404);
    expect((await send(plain, "POST", "clock", { offsetSeconds: 1 })).status).toBe(404);
    expect((await send(plain, "POST", "witness", { folder: "/tmp" })).status).toBe(404);
    expect((await new SSMClient(clientOf(plain)).send(new DescribeParametersCommand({}))).$metadata.attempts).toBe(1);
  } finally {
    await plain.stop();
  }
});

async function control(method: string, route: string, body?: object): Promise<void> {
  expect((await send(emulator, method, route, body)).status).toBe(200);
}

function send(to: Emulator, method: string, route: string, body?: object): Promise<Response> {
  return fetch(`${to.endpoint}/_local/${route}`, { method, ...(body && { body: JSON.stringify(body) }) });
}
