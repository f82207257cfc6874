import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { rootSettings } from "./aws-environment.ts";

/** What an SDK client is called with. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** A local AWS, as an emulator or a client's settings name it. */
interface LocalAws {
  endpoint: string;
}

/** The settings of an SDK client for a local AWS, as root unless somebody else is given. Never from the environment. */
export function clientOf({ endpoint }: LocalAws, credentials?: Credentials) {
  return { ...rootSettings(endpoint), ...(credentials && { credentials }) };
}

/** Calls IAM's query API as root, whose signature is not checked. */
async function iam({ endpoint }: LocalAws, parameters: Record<string, string>): Promise<string> {
  const response = await fetch(endpoint, {
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
export async function makeUser(local: LocalAws, name: string, statements: object[]): Promise<Credentials> {
  await iam(local, { Action: "CreateUser", UserName: name });
  await iam(local, {
    Action: "PutUserPolicy",
    UserName: name,
    PolicyName: "test",
    PolicyDocument: policy(statements),
  });
  const key = await iam(local, { Action: "CreateAccessKey", UserName: name });
  const field = (tag: string) => new RegExp(`<${tag}>(.*?)</${tag}>`).exec(key)?.[1] ?? "";
  return { accessKeyId: field("AccessKeyId"), secretAccessKey: field("SecretAccessKey") };
}

/** A role with one policy, and a session in it called "visit". */
export async function assumeRole(local: LocalAws, name: string, statements: object[]): Promise<Credentials> {
  const trust = { Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" };
  await iam(local, { Action: "CreateRole", RoleName: name, AssumeRolePolicyDocument: policy([trust]) });
  await iam(local, {
    Action: "PutRolePolicy",
    RoleName: name,
    PolicyName: "test",
    PolicyDocument: policy(statements),
  });
  return visit(local, `arn:aws:iam::000000000000:role/${name}`);
}

/** A session called "visit" in a role that is there. The local AWS lets root in, whomever the role trusts. */
export async function visit(local: LocalAws, RoleArn: string): Promise<Credentials> {
  const sts = new STSClient(clientOf(local));
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "visit" }));
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

/** A policy document. */
export function policy(statements: object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
