import {
  DeleteParameterCommand,
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterHistoryCommand,
  LabelParameterVersionCommand,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../../lib/local/emulator.ts";
import { assumeRole, clientOf, makeUser } from "../../../lib/local/iam.ts";
import { listen } from "./listen.ts";

const ANY_SSM = [{ Effect: "Allow", Action: "ssm:*", Resource: "*" }];
const PARAMETER = "arn:aws:ssm:us-east-1:000000000000:parameter";
let emulator: Emulator;
let ssm: SSMClient;

beforeAll(async () => {
  emulator = await startEmulator({ control: true });
  ssm = new SSMClient(clientOf(emulator));
});
afterAll(() => emulator?.stop());

describe("a changed parameter", () => {
  test("sends the event that AWS sends, for each way of changing it", async () => {
    const receive = await listen(emulator, { name: [{ prefix: "/sst/passphrase/shop/" }] });
    const Name = "/sst/passphrase/shop/dev";
    const description = "DO NOT DELETE STATE WILL BECOME UNRECOVERABLE";

    const put = { Name, Value: "one", Type: "SecureString", Description: description } as const;
    await ssm.send(new PutParameterCommand(put));
    await ssm.send(new PutParameterCommand({ Name, Value: "two", Overwrite: true }));
    await ssm.send(new LabelParameterVersionCommand({ Name, ParameterVersion: 1, Labels: ["first"] }));
    await ssm.send(new DeleteParameterCommand({ Name }));
    await ssm.send(new PutParameterCommand({ Name: "/sst/passphrase/shop/a", Value: "one", Type: "String" }));
    await ssm.send(new PutParameterCommand({ Name: "/sst/passphrase/shop/b", Value: "one", Type: "String" }));
    const Names = ["/sst/passphrase/shop/a", "/sst/passphrase/shop/b", "/sst/passphrase/shop/never"];
    await ssm.send(new DeleteParametersCommand({ Names }));
    await expect(ssm.send(new DeleteParameterCommand({ Name }))).rejects.toThrow("not found");

    const events = await receive(8);
    const secure = { name: Name, type: "SecureString", description };
    const plain = (name: string) => ({ name: `/sst/passphrase/shop/${name}`, type: "String" });
    expect(events.map((event) => event.detail)).toEqual([
      { operation: "Create", ...secure },
      { operation: "Update", ...secure },
      { operation: "LabelParameterVersion", ...secure },
      { operation: "Delete", ...secure },
      { operation: "Create", ...plain("a") },
      { operation: "Create", ...plain("b") },
      { operation: "Delete", ...plain("a") },
      { operation: "Delete", ...plain("b") },
    ]);
    expect(events[0]).toEqual({
      version: "0",
      id: expect.any(String),
      "detail-type": "Parameter Store Change",
      source: "aws.ssm",
      account: "000000000000",
      region: "us-east-1",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      resources: [`${PARAMETER}${Name}`],
      detail: expect.anything(),
    });
  });

  test("is remembered with its writer and with milliseconds", async () => {
    const user = new SSMClient(clientOf(emulator, await makeUser(emulator, "ann", ANY_SSM)));
    const visitor = new SSMClient(clientOf(emulator, await assumeRole(emulator, "writer", ANY_SSM)));
    const Name = "/sst/passphrase/writers/dev";
    await ssm.send(new PutParameterCommand({ Name, Value: "1", Type: "String", AllowedPattern: "\\d" }));
    await user.send(new PutParameterCommand({ Name, Value: "2", Overwrite: true }));
    await visitor.send(new PutParameterCommand({ Name, Value: "3", Overwrite: true }));

    const { Parameters: history = [] } = await ssm.send(new GetParameterHistoryCommand({ Name }));
    expect(history.map((entry) => entry.LastModifiedUser)).toEqual([
      "arn:aws:iam::000000000000:root",
      "arn:aws:iam::000000000000:user/ann",
      "arn:aws:sts::000000000000:assumed-role/writer/visit",
    ]);
    expect(history[0]?.AllowedPattern).toBe("\\d");
    const { Parameters: [described] = [] } = await ssm.send(
      new DescribeParametersCommand({ ParameterFilters: [{ Key: "Name", Values: [Name] }] }),
    );
    expect(described?.LastModifiedUser).toBe("arn:aws:sts::000000000000:assumed-role/writer/visit");
    const raw = await rawHistory(Name);
    for (const seconds of raw.match(/(?<="LastModifiedDate": ?)[\d.]+/g) ?? [""]) {
      expect(seconds).toMatch(/^\d+(\.\d{1,3})?$/);
    }
  });
});

/** The answer as it is on the wire, where the SDK has not yet rounded the dates. */
async function rawHistory(name: string): Promise<string> {
  const response = await fetch(emulator.endpoint, {
    method: "POST",
    headers: {
      authorization:
        "AWS4-HMAC-SHA256 Credential=test/20261122/us-east-1/ssm/aws4_request, SignedHeaders=host, Signature=0",
      "x-amz-target": "AmazonSSM.GetParameterHistory",
      "content-type": "application/x-amz-json-1.1",
    },
    body: JSON.stringify({ Name: name }),
  });
  return response.text();
}
