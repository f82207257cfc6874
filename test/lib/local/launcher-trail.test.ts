import { CloudTrailClient, StartLoggingCommand, StopLoggingCommand } from "@aws-sdk/client-cloudtrail";
import {
  DeleteParameterCommand,
  DeleteParametersCommand,
  LabelParameterVersionCommand,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../../lib/local/emulator.ts";
import { assumeRole, clientOf, makeUser } from "../../../lib/local/iam.ts";
import { startTrail } from "../../../lib/local/start-trail.ts";
import { listen } from "./listen.ts";

const PARAMETERS = "arn:aws:ssm:us-east-1:000000000000:parameter";
const ANY_SSM = [{ Effect: "Allow", Action: "ssm:*", Resource: "*" }];
let emulator: Emulator;
let ssm: SSMClient;

beforeAll(async () => {
  emulator = await startEmulator({ control: true });
  await startTrail(emulator);
  ssm = new SSMClient(clientOf(emulator));
});
afterAll(() => emulator?.stop());
afterEach(() => control("trail", { lagSeconds: 0 }));

const put = (Name: string, by = ssm, more: object = {}) =>
  by.send(new PutParameterCommand({ Name, Value: "unspeakable", Type: "SecureString", ...more }));

/** What a trail tells of calls about names below a prefix, or of refusals that name it. */
const trail = (prefix: string) =>
  listen(emulator, {
    eventSource: ["ssm.amazonaws.com"],
    $or: [
      { requestParameters: { name: [{ prefix }] } },
      { requestParameters: { names: [{ prefix }] } },
      { errorMessage: [{ wildcard: `*:parameter${prefix}*` }] },
    ],
  });

describe("a trail tells", () => {
  test("of each way of changing a parameter, what was asked and answered, and never the value", async () => {
    const receive = await trail("/sst/passphrase/told/");
    const Name = "/sst/passphrase/told/dev";
    const gone = "/sst/passphrase/told/never";
    await put(Name, ssm, { Description: "DO NOT DELETE" });
    await put(Name, ssm, { Overwrite: true });
    await ssm.send(new LabelParameterVersionCommand({ Name, ParameterVersion: 1, Labels: ["first"] }));
    await ssm.send(new DeleteParametersCommand({ Names: [Name, gone] }));
    await put(Name);
    await ssm.send(new DeleteParameterCommand({ Name }));

    const events = await receive(6);
    const put1 = { name: Name, value: "HIDDEN_DUE_TO_SECURITY_REASONS", type: "SecureString" };
    const details = events.map(({ detail }) => [detail.eventName, detail.requestParameters, detail.responseElements]);
    expect(details).toEqual([
      ["PutParameter", { ...put1, description: "DO NOT DELETE" }, { version: 1, tier: "Standard" }],
      ["PutParameter", { ...put1, overwrite: true }, { version: 2, tier: "Standard" }],
      [
        "LabelParameterVersion",
        { name: Name, parameterVersion: 1, labels: ["first"] },
        { invalidLabels: [], parameterVersion: 1 },
      ],
      ["DeleteParameters", { names: [Name, gone] }, { deletedParameters: [Name], invalidParameters: [gone] }],
      ["PutParameter", put1, { version: 1, tier: "Standard" }],
      ["DeleteParameter", { name: Name }, null],
    ]);
    expect(events.map((event) => event["detail-type"])).toEqual(Array(6).fill("AWS API Call via CloudTrail"));
    expect(events.filter(({ detail }) => "errorCode" in detail)).toEqual([]);
    expect(JSON.stringify(events)).not.toContain("unspeakable");
  });

  test("who called, with what and from where", async () => {
    const receive = await trail("/sst/passphrase/who/");
    const user = new SSMClient(clientOf(emulator, await makeUser(emulator, "trail-ann", ANY_SSM)));
    const visitor = new SSMClient(clientOf(emulator, await assumeRole(emulator, "trail", ANY_SSM)));
    await put("/sst/passphrase/who/user", user);
    await put("/sst/passphrase/who/role", visitor);
    await put("/sst/passphrase/who/root");
    const [ann, visit, root] = (await receive(3)).map(({ detail }) => detail);
    expect(ann?.userIdentity).toMatchObject({ type: "IAMUser", arn: "arn:aws:iam::000000000000:user/trail-ann" });
    expect(visit?.userIdentity).toMatchObject({
      type: "AssumedRole",
      arn: "arn:aws:sts::000000000000:assumed-role/trail/visit",
      sessionContext: { sessionIssuer: { arn: "arn:aws:iam::000000000000:role/trail" } },
    });
    expect(root?.userIdentity).toMatchObject({ type: "Root", arn: "arn:aws:iam::000000000000:root" });
    expect(ann).toMatchObject({ sourceIPAddress: "127.0.0.1", userAgent: expect.stringContaining("aws-sdk-js") });
  });

  test("of what Parameter Store refused, but not of the deletion of what is not there", async () => {
    const receive = await trail("/sst/passphrase/refused/");
    const Name = "/sst/passphrase/refused/dev";
    await expect(ssm.send(new DeleteParameterCommand({ Name }))).rejects.toThrow("not found");
    await put(Name);
    await expect(put(Name)).rejects.toThrow("already exists");
    const events = await receive(2);
    expect(events.map(({ detail }) => [detail.eventName, detail.errorCode])).toEqual([
      ["PutParameter", undefined],
      ["PutParameter", "ParameterAlreadyExists"],
    ]);
    expect(events[1]?.detail).toMatchObject({
      requestParameters: { name: Name, value: "HIDDEN_DUE_TO_SECURITY_REASONS" },
      responseElements: null,
      errorMessage: expect.stringContaining("already exists"),
    });
  });

  test("of what IAM refused only who, what, and by the message which parameter", async () => {
    const receive = await trail("/sst/passphrase/denied/");
    const reader = [{ Effect: "Allow", Action: "ssm:Get*", Resource: "*" }];
    const user = new SSMClient(clientOf(emulator, await makeUser(emulator, "trail-eve", reader)));
    const Name = "/sst/passphrase/denied/dev";
    await expect(put(Name, user)).rejects.toThrow("not authorized");
    await expect(user.send(new DeleteParameterCommand({ Name }))).rejects.toThrow("not authorized");
    const Names = [Name, "/sst/passphrase/denied/other"];
    await expect(user.send(new DeleteParametersCommand({ Names }))).rejects.toThrow(`${PARAMETERS}${Name}`);
    const events = await receive(3);
    expect(events.map(({ detail }) => detail.eventName)).toEqual([
      "PutParameter",
      "DeleteParameter",
      "DeleteParameters",
    ]);
    for (const { detail } of events) {
      expect(detail).toMatchObject({
        errorCode: "AccessDenied",
        requestParameters: null,
        responseElements: null,
        userIdentity: { arn: "arn:aws:iam::000000000000:user/trail-eve" },
      });
      expect(detail.errorMessage).toContain(`on resource: ${PARAMETERS}${Name} because`);
    }
  });

  test("by the clock of the account", async () => {
    const receive = await trail("/sst/passphrase/clock/");
    await control("clock", { offsetSeconds: 3600 });
    await put("/sst/passphrase/clock/dev");
    await control("clock", { offsetSeconds: 0 });
    const [event] = await receive(1);
    const ahead = Date.parse(String(event?.detail.eventTime)) - Date.now();
    expect(Math.abs(ahead - 3_600_000)).toBeLessThan(60_000);
  });
});

test("a trail that is stopped tells nothing, the change event comes all the same", async () => {
  const all = await listen(emulator);
  const cloudTrail = new CloudTrailClient(clientOf(emulator));
  await cloudTrail.send(new StopLoggingCommand({ Name: "account" }));
  await put("/sst/passphrase/stopped/dev");
  await cloudTrail.send(new StartLoggingCommand({ Name: "account" }));
  await put("/sst/passphrase/stopped/prod");
  const types = (await all(3)).map((event) => event["detail-type"]);
  expect(types).toEqual(["Parameter Store Change", "Parameter Store Change", "AWS API Call via CloudTrail"]);
});

describe("a trail that lags", () => {
  test("tells later, of the time of the call, and in its region", async () => {
    const region = "eu-central-1";
    const receive = await listen(emulator, { eventName: ["PutParameter"] }, region);
    await control("trail", { lagSeconds: 2 });
    const called = Date.now();
    await put("/sst/passphrase/late/dev", new SSMClient({ ...clientOf(emulator), region }));
    const done = Date.now();
    const [event] = await receive(1);
    expect(Date.now() - called).toBeGreaterThanOrEqual(2000);
    expect(event?.detail.awsRegion).toBe(region);
    expect(Date.parse(String(event?.detail.eventTime))).toBeLessThanOrEqual(done);
  });

  test("from the start may be asked for, and keeps nobody from stopping it before it has told", async () => {
    const other = await startEmulator({ trailLagSeconds: 600 });
    await startTrail(other);
    const receive = await listen(other);
    await put("/sst/passphrase/late/dev", new SSMClient(clientOf(other)));
    expect((await receive(1)).map((event) => event["detail-type"])).toEqual(["Parameter Store Change"]);
    await other.stop();
  });
});

async function control(route: string, body: object): Promise<void> {
  const response = await fetch(`${emulator.endpoint}/_local/${route}`, { method: "POST", body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${route}: ${response.status}`);
}
