import { CreateRoleCommand, DeleteRolePolicyCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { expect, test } from "vitest";
import { functionHealth, roleHealth } from "../../../../lib/aws/health/functions.ts";
import { localAws } from "../../../support/local-aws.ts";
import { unique } from "../../../support/local-parts.ts";

const lambda = new LambdaClient(localAws());
const iam = new IAMClient(localAws());
const RULE = "arn:aws:events:us-east-1:000000000000:rule/sst-vault-sweep-schedule";

const WELL = { present: true, stopped: false, missingAlias: null, uninvitedRule: null };

test("a function of the stack is there, has its alias, and admits its rule; another alias or rule it lacks", async () => {
  const look = (name: string, wanted: Parameters<typeof functionHealth>[2]) => functionHealth(lambda, name, wanted);
  expect(await look("sst-vault-restore", { alias: "force" })).toEqual({ name: "sst-vault-restore", ...WELL });
  expect(await look("sst-vault-sweep", { rule: RULE })).toEqual({ name: "sst-vault-sweep", ...WELL });
  expect(await look("sst-vault-restore", { alias: "other" })).toMatchObject({ missingAlias: "other" });
  expect(await look("sst-vault-sweep", { rule: `${RULE}-2` })).toMatchObject({ uninvitedRule: `${RULE}-2` });
  expect(await look("sst-vault-capture", { rule: RULE })).toMatchObject({ present: true, uninvitedRule: RULE });
  expect(await look("nobody", {})).toEqual({ name: "nobody", ...WELL, present: false });
});

test("a role tells which rights it has lost, and which policies are not the stack's", async () => {
  const RoleName = unique("role");
  const wanted = { role: RoleName, rights: ["Seal", "Notify"] };
  const look = () => roleHealth(iam, "sst-vault-capture", wanted);
  const none = { inline: [], attached: [] };
  expect(await look()).toEqual({
    function: "sst-vault-capture",
    role: RoleName,
    missing: ["Seal", "Notify"],
    foreign: none,
  });
  const document = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
  const allow = (Sid: string, Effect = "Allow") => ({ Sid, Effect, Action: "sns:Publish", Resource: "*" });
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document() }));
  const put = (PolicyName: string, PolicyDocument: string) =>
    iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
  await put("access", document(allow("Seal"), allow("Notify")));
  expect(await look()).toMatchObject({ missing: [], foreign: none });
  await put("access", document(allow("Seal"), allow("Notify", "Deny")));
  await put("other", document(allow("All", "Deny")));
  expect(await look()).toMatchObject({ missing: ["Notify"], foreign: { inline: ["other"], attached: [] } });
  await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "access" }));
  expect(await look()).toMatchObject({ missing: ["Seal", "Notify"] });
});
