import { randomUUID } from "node:crypto";
import { GetParameterHistoryCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { describe, expect, test } from "vitest";
import { parameterWriter } from "../../../lib/aws/parameter-writer.ts";
import { Passphrase } from "../../../lib/sst/passphrase.ts";
import type { ParameterWrite } from "../../../lib/vault/ports.ts";
import { type Failure, seedFault } from "../../support/faults.ts";
import { localAws } from "../../support/local-aws.ts";

// What a write does where nothing is in its way: the contract, run in parameter-store.test.ts.

const ssm = new SSMClient(localAws());
const SECRET = "not for the eyes of others";

/** A parameter with one version, and the vault's write over it while PutParameter meets a fault. */
async function put(failure: Failure, rest: Partial<ParameterWrite> = {}) {
  const name = `/adapter/${randomUUID()}`;
  await ssm.send(new PutParameterCommand({ Name: name, Value: "theirs", Type: "SecureString" }));
  await seedFault({ service: "ssm", action: "PutParameter", matching: name, ...failure });
  const write: ParameterWrite = {
    name,
    value: new Passphrase(SECRET),
    type: "SecureString",
    overwrite: true,
    tier: "Standard",
    keyId: "alias/team",
    description: null,
    allowedPattern: null,
    dataType: "text",
    tags: {},
    ...rest,
  };
  const result = await parameterWriter(ssm)
    .put(write)
    .catch((error: unknown) => error);
  const { Parameters = [] } = await ssm.send(new GetParameterHistoryCommand({ Name: name, WithDecryption: true }));
  return { result, values: Parameters.map(({ Value }) => Value) };
}

describe("a write that Parameter Store refuses until a person has changed something wrote nothing:", () => {
  test.each([
    { error: "InvalidKeyId", refused: "key-unusable" },
    { error: "ParameterLimitExceeded", refused: "parameter-limit" },
    { error: "ParameterMaxVersionLimitExceeded", refused: "versions-labelled" },
  ])("$error", async ({ error, refused }) => {
    const { result, values } = await put({ error });
    expect(result).toEqual({ refused });
    expect(values).toEqual(["theirs"]);
  });
});

test("a refusal for any other reason is thrown as it came, for the shell to tell", async () => {
  const answer = { __type: "ValidationException", message: `Value '${SECRET}' at 'value' failed` };
  const { result } = await put({ answer });
  expect(result).toMatchObject({ name: "ValidationException", $metadata: { httpStatusCode: 400 } });
});

test("a write whose answer was lost is made again: the version told is the newest, after which restore looks", async () => {
  const { result, values } = await put({ error: "InternalServerError", status: 500, after: true });
  expect(result).toEqual({ version: 3 });
  expect(values).toEqual(["theirs", SECRET, SECRET]);
});
