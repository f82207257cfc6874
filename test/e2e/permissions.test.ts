import { InvokeCommand } from "@aws-sdk/client-lambda";
import { beforeAll, describe, expect, test } from "vitest";
import { ACCESS, type Duty } from "../../lib/infra/access/access.ts";
import { RIGHTS } from "../../lib/infra/access/rights.ts";
import { makeUser } from "../../lib/local/iam.ts";
import { localAws } from "../support/local-aws.ts";
import { allows, callsOf } from "./permissions/calls.ts";
import { forbiddenProbes } from "./permissions/forbidden-probes.ts";
import { outcomes } from "./permissions/probe.ts";
import { rightProbes } from "./permissions/right-probes.ts";
import { callAs, callAsFunction, type Scene, setScene } from "./permissions/scene.ts";
import { sstVaultAs } from "./sst-vault.ts";
import { history, nameOf, newValue, users } from "./stages.ts";

const DUTIES = Object.keys(ACCESS) as Duty[];

const OPEN = "kms:Decrypt on key if kms:EncryptionContext:name";
const SEAL = "kms:Encrypt on key if kms:EncryptionContext:name";
const WRITE = "ssm:PutParameter on parameter/sst/passphrase/*";
const SST_FILES = [
  "ssm:GetParameter on parameter/sst/bootstrap",
  ...["app", "secret", "lock"].map((folder) => `s3:GetObject on arn:aws:s3:::*/${folder}/* if s3:ResourceAccount`),
  "s3:ListBucket on arn:aws:s3:::* if s3:ResourceAccount",
  "s3:ListBucketVersions on arn:aws:s3:::* if s3:ResourceAccount, s3:prefix",
];
const METADATA_ONLY = [
  ...SST_FILES,
  "ssm:GetParameter on parameter/sst/passphrase/*",
  "ssm:GetParameterHistory on parameter/sst/passphrase/*",
  SEAL,
  "dynamodb:Query on ledger",
  "dynamodb:PutItem on ledger",
  "dynamodb:PutItem on status",
];

/** What keeps the duties apart, written out: it stays so, whatever the rights come to say. */
const NEVER: Record<Duty, string[]> = {
  capture: [OPEN, WRITE, ...SST_FILES],
  sweep: [OPEN, WRITE, ...METADATA_ONLY],
  verify: [SEAL, WRITE],
  restore: [],
  query: [OPEN, WRITE, ...METADATA_ONLY],
  tamper: [OPEN, WRITE, ...METADATA_ONLY],
};

describe("the permission matrix", () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await setScene();
  });

  test("has a probe for each right, none for what is no right, and each is a call that root can make", async () => {
    const probes = rightProbes(scene, "capture");
    const calls = Object.values(RIGHTS).flatMap(callsOf);
    expect(Object.keys(probes).sort()).toEqual([...new Set(calls)].sort());
    const missing = Object.entries(await outcomes(callAs(), probes)).filter(([, outcome]) => outcome !== "allowed");
    // The one call that the local AWS does not have.
    expect(missing.map(([call]) => call)).toEqual(calls.filter((call) => call.startsWith("kms:ReEncrypt")));
  });

  test.each(DUTIES)("lets %s make the calls that its rights name, and none that only another's name", async (duty) => {
    const probes = rightProbes(scene, duty);
    const expected = Object.keys(probes).map((call) => [call, allows(duty, call) ? "allowed" : "refused"]);
    expect(await outcomes(await callAsFunction(duty), probes)).toEqual(Object.fromEntries(expected));
  });

  test.each(DUTIES)("keeps %s from what must stay another's, and from what nobody may do", async (duty) => {
    const all = Object.entries(rightProbes(scene, duty));
    const never = Object.fromEntries(all.filter(([call]) => NEVER[duty].includes(call)));
    expect(Object.keys(never)).toHaveLength(NEVER[duty].length);
    const told = await outcomes(await callAsFunction(duty), { ...never, ...forbiddenProbes(scene, duty) });
    expect(Object.entries(told).filter(([, outcome]) => outcome !== "refused")).toEqual([]);
  });
});

describe("force", () => {
  const name = nameOf("permissions", "forced");
  let oldest: string;
  beforeAll(async () => {
    const { put } = users();
    await put(name, newValue());
    await put(name, newValue(), { Overwrite: true });
    const { recoveryPoints } = await history(name, (told) => told.recoveryPoints.length === 2);
    oldest = recoveryPoints[1]?.id ?? "";
  });
  const forced = () => ["restore", name, "--recovery-point", oldest, "--force", "--dry-run"];

  test("is honoured through restore's alias only, even of one who may do anything", async () => {
    const invoke = async (Qualifier?: string) => {
      const Payload = JSON.stringify({ name, recoveryPoint: oldest, force: true, dryRun: true });
      const command = new InvokeCommand({ FunctionName: "sst-vault-restore", Qualifier, Payload });
      const answer = await callAs().lambda.send(command);
      return JSON.parse(Buffer.from(answer.Payload ?? []).toString()) as object;
    };
    expect(await invoke()).toMatchObject({ ok: false, error: { code: "Refused" } });
    expect(await invoke("force")).toMatchObject({ ok: true, outcome: "planned" });
  });

  test("is a right of its own: who may invoke the functions works with the CLI and cannot force", async () => {
    const operator = await makeUser(localAws(), "permissions-operator", mayInvoke(...DUTIES));
    expect(await sstVaultAs(operator, "list")).toMatchObject({ code: 0 });
    expect(await sstVaultAs(operator, ...forced())).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/lambda:InvokeFunction is not allowed on .*:sst-vault-restore:force/),
    });
    const chief = await makeUser(localAws(), "permissions-chief", mayInvoke("restore:force"));
    expect(await sstVaultAs(chief, ...forced())).toMatchObject({ code: 0 });
  });
});

test("who may not invoke the vault's functions is told which right is missing", async () => {
  const stranger = await makeUser(localAws(), "permissions-stranger", mayInvoke("sweep"));
  expect(await sstVaultAs(stranger, "list")).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/lambda:InvokeFunction is not allowed on .*:sst-vault-query/),
  });
});

function mayInvoke(...functions: string[]) {
  const Resource = functions.map((name) => `arn:aws:lambda:us-east-1:000000000000:function:sst-vault-${name}`);
  return [{ Effect: "Allow", Action: "lambda:InvokeFunction", Resource }];
}
