import { randomUUID } from "node:crypto";
import {
  DeleteParameterCommand,
  LabelParameterVersionCommand,
  type ParameterTier,
  type ParameterType,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { beforeEach, describe, expect, test } from "vitest";
import { publicError } from "../../../lib/aws/aws-error.ts";
import { parameterGlancer, parameterLister, parameterReader } from "../../../lib/aws/parameter-store.ts";
import { parameterWriter } from "../../../lib/aws/parameter-writer.ts";
import { assumeRole } from "../../../lib/local/iam.ts";
import { parameterStoreContract, type UserSettings } from "../../support/contracts/parameter-store.ts";
import { seedFault } from "../../support/faults.ts";
import { localAws } from "../../support/local-aws.ts";
import { unique } from "../../support/local-parts.ts";

const ssm = new SSMClient(localAws());
const reader = parameterReader(ssm);

async function put(Name: string, Value: string, { labels, ...settings }: UserSettings = {}): Promise<void> {
  const { type = "SecureString", tier, keyId: KeyId, description, allowedPattern, tags } = settings;
  const { Version } = await ssm.send(
    new PutParameterCommand({
      Name,
      Value,
      Type: type as ParameterType,
      Overwrite: !tags,
      Tier: tier as ParameterTier | undefined,
      KeyId,
      Description: description,
      AllowedPattern: allowedPattern,
      Tags: tags && Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  );
  if (labels) await ssm.send(new LabelParameterVersionCommand({ Name, ParameterVersion: Version, Labels: labels }));
}

parameterStoreContract("Systems Manager", () => ({
  store: { ...reader, ...parameterGlancer(ssm), ...parameterLister(ssm), ...parameterWriter(ssm) },
  users: { put, remove: (Name) => ssm.send(new DeleteParameterCommand({ Name })) },
}));

describe("a history that cannot be decrypted as a whole", () => {
  const invalidKey = { service: "ssm", error: "InvalidKeyId" };
  let name: string;
  beforeEach(async () => {
    name = `/adapter/${randomUUID()}`;
    for (const value of ["one", "two", "three"]) await put(name, value);
  });

  test("is read version by version; the one under a lost key says why it cannot be read, and nothing more", async () => {
    await seedFault({ ...invalidKey, action: "GetParameterHistory", matching: name });
    await seedFault({ ...invalidKey, action: "GetParameter", matching: `${name}:2` });

    const observation = await reader.observe(name);

    const versions = observation.present ? observation.versions : [];
    expect(versions.map(({ value }) => value?.reveal() ?? null)).toEqual(["one", null, "three"]);
    const reasons = versions.map(({ unreadable }) => unreadable);
    expect(reasons).toEqual([null, "could not be decrypted: InvalidKeyId", null]);
    expect(versions.map(({ version, type, keyId }) => [version, type, keyId])).toEqual(
      [1, 2, 3].map((version) => [version, "SecureString", "alias/aws/ssm"]),
    );
  });

  test("leaves out a version that went in the meantime", async () => {
    await seedFault({ ...invalidKey, action: "GetParameterHistory", matching: name });
    await seedFault({
      service: "ssm",
      action: "GetParameter",
      error: "ParameterVersionNotFound",
      matching: `${name}:1`,
    });
    const observation = await reader.observe(name);
    expect(observation.present && observation.versions.map(({ version }) => version)).toEqual([2, 3]);
  });

  test("is not read where the parameter was deleted and created anew in the meantime: same numbers, other values", async () => {
    await seedFault({ ...invalidKey, action: "GetParameterHistory", matching: name });
    const meanwhile = new SSMClient(localAws());
    let done = false;
    meanwhile.middlewareStack.add((next, { commandName }) => async (args) => {
      if (commandName === "GetParameterCommand" && !done) {
        done = true;
        await ssm.send(new DeleteParameterCommand({ Name: name }));
        await put(name, "another life's");
      }
      return next(args);
    });
    await expect(parameterReader(meanwhile).observe(name)).rejects.toMatchObject({ code: "Busy" });
    expect(await parameterReader(meanwhile).observe(name)).toMatchObject({ versions: [{ version: 1 }] });
  });

  test("is absent where the parameter was deleted in the meantime", async () => {
    await seedFault({ ...invalidKey, action: "GetParameterHistory", matching: name });
    await ssm.send(new DeleteParameterCommand({ Name: name }));
    expect(await reader.observe(name)).toMatchObject({ present: false });
  });
});

describe("a right that is missing", () => {
  test("to decrypt leaves every version unreadable, with the reason", async () => {
    const name = `/adapter/${randomUUID()}`;
    for (const value of ["one", "two"]) await put(name, value);
    const denied = { service: "ssm", error: "AccessDeniedException", matching: name };
    await seedFault({ ...denied, action: "GetParameterHistory" });
    await seedFault({ ...denied, action: "GetParameter", times: 2 });
    const observation = await reader.observe(name);
    expect(observation.present && observation.versions).toMatchObject(
      [1, 2].map((version) => ({
        version,
        value: null,
        unreadable: "could not be decrypted: AccessDeniedException",
      })),
    );
  });

  test("to read the history throws, and the error for people names the right", async () => {
    const name = `/adapter/${randomUUID()}`;
    await put(name, "one");
    const others = [{ Effect: "Allow", Action: ["ssm:GetParameter", "ssm:GetParameters"], Resource: "*" }];
    const visitor = new SSMClient({ ...localAws(), credentials: await assumeRole(localAws(), unique("role"), others) });
    const error = await parameterReader(visitor)
      .observe(name)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "AccessDeniedException" });
    expect(publicError(error)).toMatchObject({
      code: "NotAllowed",
      message: expect.stringMatching(/^the vault's function may not ssm:GetParameterHistory \(request id \S+\)$/),
    });
  });
});

test("a parameter AWS finds no tags of, because it is gone, has none", async () => {
  const name = `/adapter/${randomUUID()}`;
  const asked = { service: "ssm", action: "ListTagsForResource", matching: name };
  await seedFault({ ...asked, error: "InvalidResourceId" }); // the local AWS by itself answers an empty list
  expect(await reader.tags(name)).toEqual({});
});

test("tags that may not be read are unknown, which is no failure; a throttle is one", async () => {
  const name = `/adapter/${randomUUID()}`;
  const asked = { service: "ssm", action: "ListTagsForResource", matching: name };
  await seedFault({ ...asked, error: "AccessDeniedException" });
  expect(await reader.tags(name)).toBeNull();
  await seedFault({ ...asked, error: "ThrottlingException", times: 3 });
  await expect(reader.tags(name)).rejects.toMatchObject({ name: "ThrottlingException" });
});

test("a server error is no reason to take a version for unreadable", async () => {
  const name = `/adapter/${randomUUID()}`;
  await put(name, "one");
  const failing = { service: "ssm", error: "InternalServerError", status: 500, matching: name };
  await seedFault({ service: "ssm", error: "InvalidKeyId", action: "GetParameterHistory", matching: name });
  await seedFault({ ...failing, action: "GetParameter", times: 3 });
  await expect(reader.observe(name)).rejects.toMatchObject({ name: "InternalServerError" });
  await seedFault({ ...failing, action: "GetParameterHistory", times: 3 });
  await expect(reader.observe(name)).rejects.toMatchObject({ name: "InternalServerError" });
});
