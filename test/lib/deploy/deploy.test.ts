import { randomBytes } from "node:crypto";
import { join } from "node:path";
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  UpdateTerminationProtectionCommand,
} from "@aws-sdk/client-cloudformation";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { DeleteParameterCommand, GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rootSettings } from "../../../lib/local/aws-environment.ts";
import { APP_FOLDER, cdk } from "../../../lib/local/cdk.ts";
import { type Emulator, startEmulator } from "../../../lib/local/emulator.ts";
import { makeSstHome } from "../../../lib/local/sst-home.ts";
import { makeTables } from "../../support/local-parts.ts";
import { runScript } from "../../support/run-script.ts";
import { breakages } from "./breakages.ts";
import { terminal } from "./terminal.ts";

/** An account that nobody has deployed anything to but SST, played by the local AWS. */
let emulator: Emulator;
let user: Awaited<ReturnType<typeof terminal>>;
const passphrase = randomBytes(32).toString("base64");
beforeAll(async () => {
  emulator = await startEmulator();
  user = await terminal(emulator);
  await makeSstHome(emulator);
  const ssm = new SSMClient(rootSettings(emulator.endpoint));
  for (const stage of ["prod", "dev"]) {
    const Name = `/sst/passphrase/shop/${stage}`;
    await ssm.send(new PutParameterCommand({ Name, Value: passphrase, Type: "SecureString" }));
  }
});
afterAll(() => emulator?.stop());

const DEPLOY = join(import.meta.dirname, "..", "..", "..", "bin", "deploy.ts");
const VAULT = join(import.meta.dirname, "..", "..", "..", "bin", "vault.ts");
const vault = (...args: string[]) => runScript(VAULT, args, { ...emulator.environment, HOME: emulator.folder });
const deploy = (...args: string[]) => runScript(DEPLOY, args, { ...emulator.environment, HOME: emulator.folder });

async function functions(): Promise<(string | undefined)[]> {
  const { Functions = [] } = await new LambdaClient(rootSettings(emulator.endpoint)).send(new ListFunctionsCommand({}));
  return Functions.map(({ FunctionName }) => FunctionName);
}

describe("npm run deploy", { shuffle: false }, () => {
  test("deploys nothing unless somebody confirms, and says where it would have", async () => {
    const before = await functions();
    const { code, stderr } = await deploy();
    expect(code).toBe(4);
    expect(stderr).toContain("account 000000000000, region us-east-1, as root");
    expect(stderr).toContain("stack SstVault: new here");
    expect(stderr).toContain("nobody is here to confirm: nothing was deployed");
    expect(await functions()).toEqual(before);
  });

  test("what cannot be a ledger is not taken for one, and nothing is changed", async () => {
    const { ledger, status } = await makeTables(new DynamoDBClient(rootSettings(emulator.endpoint)));
    const keyArn = "keyArn=arn:aws:kms:us-east-1:000000000000:key/2540032d-a8ec-44ee-b5e5-c49af1134a65";
    const onTo = (table: string) => deploy("--yes", "-c", `ledgerTable=${table}`, "-c", keyArn);
    const told = [await onTo("nothing"), await onTo(status), await onTo(ledger), await deploy("-c", "ledgerTable=Old")];
    expect(told.map(({ code, stderr }) => [code, stderr.split("\n")[0]])).toEqual([
      [3, "error: there is no table nothing in us-east-1"],
      [2, `error: the table ${status} is no ledger, or was brought back without its indexes`],
      [2, `error: the table ${ledger} has no stream, by which tampering is seen`],
      [2, expect.stringMatching(/^error: ledgerTable needs keyArn, the ARN of the key/)],
    ]);
    expect(told[2]?.stderr).toContain(`hint: aws dynamodb update-table --table-name ${ledger}`);
  });

  test("deploys over what a failed try left, says what was captured and what to do next, and ends with the vault's health", async () => {
    await failToDeploy();
    const first = await deploy("--yes");
    expect(first, first.stderr).toMatchObject({ code: 0 });
    expect(first.stderr).toContain("stack SstVault: a first deploy failed; what is left of it is deleted");
    expect(first.stderr).toContain("the CDK has not been bootstrapped here");
    expect(first.stdout).toMatch(/shop +dev +live +1/);
    expect(first.stdout).toMatch(/shop +prod +live +1/);
    expect(first.stdout).toContain("2 of 2 passphrases captured and tested\n");
    expect(first.stdout).toMatch(
      /aws sns subscribe --topic-arn arn:aws:sns:\S+:sst-vault-notifications --protocol email/,
    );
    expect(first.stdout).toContain("npx sst-vault verify shop dev --allow-new");
    expect(await functions()).toContain("sst-vault-capture");
    expect(first.stdout).toContain("\nvault sst-vault is healthy\n");
    expect(JSON.stringify(first)).not.toContain(passphrase);
  }, 600_000);

  test("says for each part that somebody breaks what is wrong with it, and the command mends it", async () => {
    const { simple } = breakages(emulator.endpoint, await stackOutputs());
    for (const { what, break: breakIt, check, code } of simple) {
      await breakIt();
      // What was mended before is well again: only this is wrong.
      const broken = await user.statusOf(code);
      expect(broken, what).toMatchObject({ code: 5, healthy: false, failed: [check] });
      const { code: ended, said } = await user.paste(broken.of(check).advice);
      expect(ended, `${what}: ${said}`).toBe(0);
    }
    await user.untilHealthy();
  }, 300_000);

  test("says at once that capture is denied, what, on which parameter and by which policy; the command lets it go on", async () => {
    const ssm = new SSMClient(rootSettings(emulator.endpoint));
    const Name = "/sst/passphrase/shop/denied";
    await breakages(emulator.endpoint, await stackOutputs()).denyCapture();
    await ssm.send(new PutParameterCommand({ Name, Value: passphrase, Type: "SecureString" }));
    await expect.poll(async () => (await user.status()).failed, { timeout: 20_000 }).toEqual(["capture", "roles"]);
    const { of } = await user.status();
    expect(of("capture").cause).toMatchObject({
      ...{ code: "attempts-fail", function: "sst-vault-capture", parameter: Name },
      ...{ error: expect.stringContaining("AccessDenied"), right: "ssm:GetParameterHistory" },
    });
    expect(of("roles").cause).toMatchObject({ code: "foreign-policies", inline: ["deny"] });
    expect(await user.paste(of("capture").advice)).toMatchObject({ code: 0 });
    await user.untilHealthy();
    expect((await vault("history", Name)).stdout).toContain("live, 1 recovery point");
    await ssm.send(new DeleteParameterCommand({ Name }));
  }, 120_000);

  test("again is an upgrade, puts back what somebody took away, and does not end with 0 while something is wrong", async () => {
    const { structural, deleteFunction } = breakages(emulator.endpoint, await stackOutputs());
    for (const { what, break: breakIt, check, code } of structural) {
      await breakIt();
      const { of } = await user.status();
      expect(
        of(check).causes?.map((cause) => cause.code),
        what,
      ).toContain(code);
      expect(of(check).advice, what).toMatch(/^npm run deploy -- --region us-east-1/);
    }
    const [advice] = (await user.status()).of("functions").advice?.split(" && ") ?? [];
    await deleteFunction("query");
    expect(await vault("status")).toMatchObject({ code: 3, stderr: expect.stringContaining(`${advice}`) });

    // A user would be asked; of the policy of a queue that was made anew CloudFormation knows nothing.
    const { code, said } = await user.paste(`${advice} --yes -c notify=team@example.com`);
    expect(code, said).toBe(5);
    expect(said).not.toContain("bootstrapped");
    expect(said).toContain("stack SstVault: is there, and is brought up to this checkout");
    expect(said).toContain("changes settings:\n  notify: (none) → team@example.com\n");
    expect(said).toContain("puts back, and with it all that was changed outside the stack:\n");
    expect(said).toContain("the function sst-vault-query is missing\n");
    expect(said).toContain("2 of 2 passphrases captured and tested\n");
    expect(said).toContain("confirm the mail that AWS has sent to team@example.com");
    expect(said).toContain("\nvault sst-vault is not healthy\n");
    expect(said).not.toContain(passphrase);
    const { causes, checks } = await user.status();
    expect(causes.map((cause) => cause.code)).toContain("queue-closed");
    for (const { advice: command, advisory, detail, ok } of checks) {
      if (!ok && !advisory) expect(await user.paste(command), detail).toMatchObject({ code: 0 });
    }
    await user.untilHealthy();
  }, 300_000);

  test("a removal keeps what was kept, and a vault that is deployed over it goes on with it", async () => {
    // As the README removes it: not by accident, and without losing anything that was kept.
    const outputs = await stackOutputs();
    const destroy = () =>
      cdk(["destroy", "SstVault", "--force"], { environment, cwd: APP_FOLDER, logFile: "/dev/null" });
    const environment = { ...emulator.environment, HOME: emulator.folder };
    expect(await destroy()).not.toBe(0);
    expect(await functions()).toContain("sst-vault-capture");
    await liftTerminationProtection();
    expect(await destroy()).toBe(0);
    expect(await functions()).not.toContain("sst-vault-capture");
    expect(await tables()).toEqual(expect.arrayContaining([outputs.LedgerTable, outputs.StatusTable]));

    // Deployed anew over what stayed: the old ledger goes on, and what was deleted meanwhile can come back.
    const ssm = new SSMClient(rootSettings(emulator.endpoint));
    await ssm.send(new DeleteParameterCommand({ Name: "/sst/passphrase/shop/dev" }));
    const { LedgerTable, StatusTable, KeyArn } = outputs;
    const settings = [`ledgerTable=${LedgerTable}`, `keyArn=${KeyArn}`, "recreateWaitSeconds=1"];
    const third = await deploy("--yes", ...settings.flatMap((one) => ["-c", one]));
    expect(third, third.stderr).toMatchObject({ code: 0 });
    expect(third.stderr).toContain(`goes on with the ledger ${LedgerTable}, under ${KeyArn}`);
    expect(third.stdout).toMatch(/shop +prod +live +1/);
    const listed = async () => (await vault("list")).stdout;
    await expect.poll(listed, { timeout: 120_000 }).toMatch(/shop +dev +deleted +1/);
    expect((await stackOutputs()).StatusTable, "a projection of its own").not.toBe(StatusTable);
    const restored = await vault("restore", "shop", "dev");
    expect(restored, restored.stderr).toMatchObject({ code: 0 });
    const read = new GetParameterCommand({ Name: "/sst/passphrase/shop/dev", WithDecryption: true });
    expect((await ssm.send(read)).Parameter?.Value).toBe(passphrase);
    const checked = await vault("audit", "--check");
    expect(checked.stdout).toContain("every chain is whole");
    for (const printed of [third, restored, checked]) expect(JSON.stringify(printed)).not.toContain(passphrase);
    await liftTerminationProtection();
    expect(await destroy()).toBe(0);
  }, 600_000);
});

async function tables(): Promise<string[]> {
  return (await new DynamoDBClient(rootSettings(emulator.endpoint)).send(new ListTablesCommand({}))).TableNames ?? [];
}

async function stackOutputs(): Promise<Record<string, string | undefined>> {
  const cloudFormation = new CloudFormationClient(rootSettings(emulator.endpoint));
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: "SstVault" }));
  return Object.fromEntries(Stacks[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]) ?? []);
}

/** `aws cloudformation update-termination-protection`. */
async function liftTerminationProtection(): Promise<void> {
  const off = new UpdateTerminationProtectionCommand({ StackName: "SstVault", EnableTerminationProtection: false });
  await new CloudFormationClient(rootSettings(emulator.endpoint)).send(off);
}

/** A stack that was rolled back before it ever stood, protected from its first moment on, as the CDK leaves one. */
async function failToDeploy(): Promise<void> {
  const cloudFormation = new CloudFormationClient(rootSettings(emulator.endpoint));
  const Resources = {
    Handle: { Type: "AWS::CloudFormation::WaitConditionHandle" },
    NeverMet: { Type: "AWS::CloudFormation::WaitCondition", Properties: { Handle: { Ref: "Handle" }, Timeout: "1" } },
  };
  const StackName = "SstVault";
  const TemplateBody = JSON.stringify({ Resources });
  await cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody, EnableTerminationProtection: true }));
  const status = async () =>
    (await cloudFormation.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0]?.StackStatus;
  await expect.poll(status, { timeout: 20_000 }).toBe("ROLLBACK_COMPLETE");
}
