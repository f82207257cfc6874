import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { Emulator } from "../../../lib/local/emulator.ts";

/** What an SDK client is called with. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** Root of the local account. */
export const root: Credentials = { accessKeyId: "test", secretAccessKey: "test" };

/** The settings of an SDK client for a local AWS. Never from the environment. */
export function clientOf(emulator: Emulator, credentials = root) {
  return { endpoint: emulator.endpoint, region: "us-east-1", credentials };
}

/** Calls IAM's query API as root, whose signature is not checked. */
export async function iam(emulator: Emulator, parameters: Record<string, string>): Promise<string> {
  const response = await fetch(emulator.endpoint, {
    method: "POST",
    headers: {
      authorization:
        "AWS4-HMAC-SHA256 Credential=test/20261122/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0",
    },
    body: new URLSearchParams({ Version: "2010-05-08", ...parameters }),
  });
  if (!response.ok) throw new Error(await response.text());
  return response.text();
}

/** An IAM user with one policy, and its access key. */
export async function makeUser(emulator: Emulator, name: string, statements: object[]): Promise<Credentials> {
  await iam(emulator, { Action: "CreateUser", UserName: name });
  await iam(emulator, {
    Action: "PutUserPolicy",
    UserName: name,
    PolicyName: "test",
    PolicyDocument: policy(statements),
  });
  const key = await iam(emulator, { Action: "CreateAccessKey", UserName: name });
  const field = (tag: string) => new RegExp(`<${tag}>(.*?)</${tag}>`).exec(key)?.[1] ?? "";
  return { accessKeyId: field("AccessKeyId"), secretAccessKey: field("SecretAccessKey") };
}

/** A role with one policy, and a session in it called "visit". */
export async function assumeRole(emulator: Emulator, name: string, statements: object[]): Promise<Credentials> {
  const trust = { Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" };
  await iam(emulator, { Action: "CreateRole", RoleName: name, AssumeRolePolicyDocument: policy([trust]) });
  await iam(emulator, {
    Action: "PutRolePolicy",
    RoleName: name,
    PolicyName: "test",
    PolicyDocument: policy(statements),
  });
  const sts = new STSClient(clientOf(emulator));
  const RoleArn = `arn:aws:iam::000000000000:role/${name}`;
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "visit" }));
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

/** A policy document. */
export function policy(statements: object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
