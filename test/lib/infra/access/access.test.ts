import { readFileSync } from "node:fs";
import { Match } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import { ENVIRONMENT } from "../../../../lib/aws/environment.ts";
import { ACCESS, accessMatrix, type Duty } from "../../../../lib/infra/access/access.ts";
import { list, named, type Statement, statements, synthesize } from "../synthesize.ts";
import { EXPECTED } from "./expected-rights.ts";

const { template } = synthesize();
const all = statements(template);
const DUTIES = Object.keys(ACCESS) as Duty[];

const said = ({ Action, Resource, Condition }: Statement) =>
  `${list(Action).join(" ")} on ${list(Resource).map(named).join(" ")}${Condition ? ` if ${JSON.stringify(Condition)}` : ""}`;
const title = (duty: string) => `${duty[0]?.toUpperCase()}${duty.slice(1)}`;
const allowedTo = (role: RegExp) =>
  all.filter(({ holder, statement }) => role.test(holder) && !list(statement.Action).includes("sts:AssumeRole"));

describe("access", () => {
  it.each(DUTIES)("lets %s do exactly this", (duty) => {
    const role = new RegExp(`^Functions${title(duty)}Role[0-9A-F]{8}$`);
    expect(allowedTo(role).map(({ statement }) => said(statement))).toEqual(EXPECTED[duty]);
  });

  it("lets nobody else do anything: each function has its own role, and beside them only the trigger and the rules on dangers", () => {
    const roles = Object.keys(template.findResources("AWS::IAM::Role"));
    const functions = roles.filter((id) => id.startsWith("Functions"));
    expect(functions).toHaveLength(DUTIES.length);
    expect(roles).toHaveLength(DUTIES.length + 2);
    expect(allowedTo(/Trigger/).map(({ statement }) => said(statement))).toEqual([
      "lambda:InvokeFunction on FunctionsSweepHandler:*",
    ]);
    template.resourceCountIs("AWS::IAM::Policy", 0);
    template.resourceCountIs("AWS::IAM::ManagedPolicy", 0);
    for (const id of functions) {
      template.templateMatches({
        Resources: {
          [id]: {
            Properties: {
              ManagedPolicyArns: Match.absent(),
              AssumeRolePolicyDocument: {
                Statement: [{ Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }],
              },
            },
          },
        },
      });
    }
  });

  it("lets nobody rewrite the past, and names every action", () => {
    const allowed = all.filter(({ statement }) => statement.Effect === "Allow");
    const actions = allowed.flatMap(({ holder, statement }) => list(statement.Action).map((a) => `${holder} ${a}`));
    expect(
      actions.filter((action) =>
        /dynamodb:(Delete|Update|BatchWrite|BatchExecute|Transact|PartiQL|Put\w*Policy)/.test(action),
      ),
    ).toEqual([]);
    // The account's administrators own the key (KMS's default policy): otherwise IAM would count for nothing.
    expect(actions.filter((action) => action.includes("*"))).toEqual([expect.stringMatching(/^StorageKey\w+ kms:\*$/)]);
  });

  it("gives each handler the variables that it reads, and no other", () => {
    for (const duty of DUTIES) {
      const source = readFileSync(new URL(`../../../../lambda/${duty}.ts`, import.meta.url), "utf8");
      const [, names = ""] = /= environment\(([^)]*)\)/.exec(source) ?? [];
      const read = [...names.matchAll(/"(\w+)"/g)].map(([, name]) => ENVIRONMENT[name as keyof typeof ENVIRONMENT]);
      const [found] = Object.values(
        template.findResources("AWS::Lambda::Function", { Properties: { FunctionName: `sst-vault-${duty}` } }),
      );
      expect(Object.keys(found?.Properties.Environment.Variables).sort()).toEqual([...read, "NODE_OPTIONS"].sort());
    }
  });

  it("is the matrix of the README", () => {
    const cells = accessMatrix()
      .split("\n")
      .map((row) =>
        row
          .split("|")
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    const [head = [], , ...rows] = cells;
    const column = (name: string) => rows.map((row) => `${row[0]}: ${row[head.indexOf(name)]}`);
    expect(column("SSM values")).toEqual([
      "capture: read",
      "sweep: metadata only",
      "verify: read",
      "restore: read",
      "query: no",
      "tamper: no",
    ]);
    expect(column("writes SSM").filter((cell) => !cell.endsWith(": no"))).toEqual(["restore: **yes**"]);
    expect(column("state bucket")).toEqual([
      "capture: no",
      "sweep: no",
      "verify: read, list, list versions",
      "restore: read, list, list versions",
      "query: no",
      "tamper: no",
    ]);
    expect(column("vault key, direct")).toEqual([
      "capture: encrypt",
      "sweep: no",
      "verify: decrypt",
      "restore: encrypt, decrypt",
      "query: no",
      "tamper: no",
    ]);
    expect(column("ledger")).toEqual([
      "capture: append",
      "sweep: read, no ciphertext",
      "verify: append",
      "restore: append",
      "query: read, no ciphertext",
      "tamper: keys that changed",
    ]);
    expect(column("status")).toEqual([
      "capture: read, put",
      "sweep: read, put its own row",
      "verify: read, put",
      "restore: read, put",
      "query: read",
      "tamper: no",
    ]);
  });
});
