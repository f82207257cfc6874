import { join } from "node:path";
import {
  DeleteParameterCommand,
  DeleteParametersCommand,
  LabelParameterVersionCommand,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { expect } from "vitest";
import type { Emulator } from "../../lib/local/emulator.ts";
import { type Credentials, clientOf, makeUser } from "../../lib/local/iam.ts";
import { startLocalVault } from "../../lib/local/local-vault.ts";
import { newPassphrase } from "../../lib/local/sst-files.ts";
import type { AuditEvent } from "../../lib/vault/audit-api.ts";
import { type Ended, runScript } from "../support/run-script.ts";

// Four people under enforced IAM: what they do to Parameter Store, and the CLI in the hands of one of them.

const CLI = join(import.meta.dirname, "..", "..", "bin", "vault.ts");
export const DAY_SECONDS = 86_400;
/** Every passphrase that is made here, and all that the CLI prints: none of the one may be in the other. */
export const values: string[] = [];
export const printed: string[] = [];
export let emulator: Emulator;
let people: Record<"ana" | "ben" | "ci" | "zoe", Credentials>;

/** Starts a vault, and makes the people. */
export async function hirePeople(): Promise<void> {
  ({ emulator } = await startLocalVault({ control: true, context: { recreateWaitSeconds: "0", lagSeconds: "5" } }));
  const parameters = (below: string) => `arn:aws:ssm:us-east-1:000000000000:parameter/sst/passphrase/${below}`;
  const may = (Action: string[], Resource: string) => [{ Effect: "Allow", Action, Resource }];
  const write = ["ssm:PutParameter", "ssm:DeleteParameter", "ssm:DeleteParameters"];
  const vault = may(["lambda:InvokeFunction"], "arn:aws:lambda:us-east-1:000000000000:function:sst-vault-*");
  people = {
    ana: await makeUser(emulator, "ana", [...may(["ssm:*"], parameters("*")), ...vault]),
    ben: await makeUser(emulator, "ben", may(write, parameters("shop/*"))),
    ci: await makeUser(emulator, "ci", may(write, parameters("blog/*"))),
    zoe: await makeUser(emulator, "zoe", may(["ssm:GetParameter"], parameters("*"))),
  };
}

type Person = keyof typeof people;
const nameOf = (stage: string) => `/sst/passphrase/${stage}`;
export const newValue = () => {
  const value = newPassphrase();
  values.push(value);
  return value;
};

/** Sets the clock of Parameter Store back; it goes on from there. */
export async function itIs(daysAgo: number): Promise<void> {
  const body = JSON.stringify({ offsetSeconds: -daysAgo * DAY_SECONDS });
  const answer = await fetch(`${emulator.endpoint}/_local/clock`, { method: "POST", body });
  expect(answer.status).toBe(200);
}

/** What a person does to Parameter Store. */
export function as(person: Person) {
  const ssm = new SSMClient(clientOf(emulator, people[person]));
  return {
    put: (stage: string, Value = newValue()) =>
      ssm.send(new PutParameterCommand({ Name: nameOf(stage), Value, Type: "SecureString", Overwrite: true })),
    remove: (stage: string) => ssm.send(new DeleteParameterCommand({ Name: nameOf(stage) })),
    removeAll: (...stages: string[]) => ssm.send(new DeleteParametersCommand({ Names: stages.map(nameOf) })),
    label: (stage: string) => ssm.send(new LabelParameterVersionCommand({ Name: nameOf(stage), Labels: ["good"] })),
  };
}

/** Runs the CLI as Ana. */
export async function sstVault(...args: string[]): Promise<Ended> {
  const { accessKeyId, secretAccessKey } = people.ana;
  const user = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  const ended = await runScript(CLI, args, { ...emulator.environment, ...user });
  printed.push(ended.stdout, ended.stderr);
  return ended;
}

export async function audited(): Promise<AuditEvent[]> {
  const { code, stdout, stderr } = await sstVault("audit", "--json");
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout).events;
}
