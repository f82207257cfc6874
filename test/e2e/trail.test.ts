import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DeleteParameterCommand,
  DeleteParametersCommand,
  LabelParameterVersionCommand,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { statusTable } from "../../lib/aws/tables/status-table.ts";
import { clientOf, makeUser } from "../../lib/local/iam.ts";
import type { Entry } from "../../lib/vault/ledger/ledger.ts";
import { localAws } from "../support/local-aws.ts";
import { entriesOf } from "./ledger.ts";
import { sstVault } from "./sst-vault.ts";
import { nameOf, newValue } from "./stages.ts";
import { until } from "./until.ts";

const WRITES = ["ssm:PutParameter", "ssm:DeleteParameter", "ssm:DeleteParameters", "ssm:LabelParameterVersion"];
const ANN = "arn:aws:iam::000000000000:user/trail-e2e-ann";
const EVE = "arn:aws:iam::000000000000:user/trail-e2e-eve";
let ann: SSMClient;
let eve: SSMClient;

beforeAll(async () => {
  const may = (Action: string[]) => [{ Effect: "Allow", Action, Resource: "*" }];
  const user = async (name: string, actions: string[]) =>
    new SSMClient(clientOf(localAws(), await makeUser(localAws(), name, may(actions))));
  ann = await user("trail-e2e-ann", WRITES);
  eve = await user("trail-e2e-eve", ["ssm:GetParameter"]);
});

const put = (Name: string, Value: string, Overwrite = false) =>
  ann.send(new PutParameterCommand({ Name, Value, Type: "SecureString", Overwrite }));
const remove = (Name: string, by: SSMClient) => by.send(new DeleteParameterCommand({ Name }));

const callsIn = (entries: Entry[]) => entries.filter(({ type }) => type === "api-call");
const told = ({ actor, detail }: Entry) => [detail.eventName, actor?.arn, detail.errorCode ?? "done"];
/** The calls that a passphrase's ledger names, once there are so many. */
const calls = async (name: string, count: number) =>
  callsIn(await entriesOf(name, (entries) => callsIn(entries).length >= count));

describe.concurrent("every change of a passphrase is named by who made it:", () => {
  test("who created, overwrote, labelled and deleted it, and who tried to", async () => {
    const name = nameOf("trail", "prod");
    const [first, second] = [newValue(), newValue()];
    await put(name, first);
    await put(name, second, true);
    await ann.send(new LabelParameterVersionCommand({ Name: name, ParameterVersion: 1, Labels: ["first"] }));
    await calls(name, 3);
    await expect(remove(name, eve)).rejects.toThrow("not authorized");
    await expect(put(name, newValue())).rejects.toThrow("already exists");
    await calls(name, 5);
    await remove(name, ann);
    const named = await calls(name, 6);

    expect(named.map(told).sort()).toEqual(
      [
        ["PutParameter", ANN, "done"],
        ["PutParameter", ANN, "done"],
        ["LabelParameterVersion", ANN, "done"],
        ["DeleteParameter", EVE, "AccessDenied"],
        ["PutParameter", ANN, "ParameterAlreadyExists"],
        ["DeleteParameter", ANN, "done"],
      ].sort(),
    );
    expect(named.every(({ actor }) => actor?.proof === "trail")).toBe(true);
    expect(named.flatMap(({ detail }) => detail.version ?? []).sort()).toEqual([1, 2]);
    expect(named.map(({ detail }) => detail.failed)).toEqual(named.map(({ detail }) => "errorCode" in detail));

    const all = await entriesOf(name, (entries) => entries.some(({ type }) => type === "deleted"));
    const changes = all.filter(({ type }) => !["api-call", "verdict-changed"].includes(type));
    expect(changes.map(({ type }) => type)).toEqual(["created", "updated", "deleted"]);
    const text = JSON.stringify(all);
    for (const value of [first, second]) {
      for (const form of [value, Buffer.from(value).toString("base64")]) expect(text.includes(form)).toBe(false);
    }
    expect(text).not.toContain("HIDDEN_DUE_TO_SECURITY_REASONS");
  });

  test("each of several that one call deleted", async () => {
    const names = [nameOf("trail", "one"), nameOf("trail", "two")];
    for (const name of names) await put(name, newValue());
    for (const name of names) await calls(name, 1);
    await ann.send(new DeleteParametersCommand({ Names: [...names, nameOf("trail", "never")] }));
    const [one, two] = await Promise.all(names.map(async (name) => (await calls(name, 2)).at(-1)));
    expect([one, two].map((entry) => entry && told(entry))).toEqual([
      ["DeleteParameters", ANN, "done"],
      ["DeleteParameters", ANN, "done"],
    ]);
    expect(one?.detail.eventId).toBe(two?.detail.eventId);
    expect(await entriesOf(nameOf("trail", "never"), () => true)).toEqual([]);
  });

  test("the vault's own restore, as such", async () => {
    const name = nameOf("trail", "restored");
    await put(name, newValue());
    await calls(name, 1);
    await remove(name, ann);
    await calls(name, 2);
    expect(await sstVault("restore", "trail", "restored")).toMatchObject({ code: 0 });
    const named = await calls(name, 3);
    expect(named.map(({ detail }) => detail.byVault)).toEqual([undefined, undefined, "restore"]);
    expect(named[2]?.actor).toEqual({ arn: expect.stringMatching(/\/sst-vault-restore$/), proof: "trail" });
  });
});

test("who is refused about a name that nobody knows leaves no entry, only that a trail delivers", async () => {
  const [unknown, known] = [nameOf("trail", "unknown"), nameOf("trail", "known")];
  await expect(remove(unknown, eve)).rejects.toThrow("not authorized");
  await put(known, newValue());
  const [call] = await calls(known, 1);
  expect(await entriesOf(unknown, () => true)).toEqual([]);
  // Noted behind the entry.
  const status = statusTable(new DynamoDBClient(localAws()), inject("vault").StatusTable ?? "");
  const trail = await until(
    () => status.trail(),
    (noted) => (noted?.eventTime ?? "") >= (call?.time ?? "-"),
  );
  expect(trail).not.toBeNull();
});
