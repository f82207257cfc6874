import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DeleteParameterCommand, GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { LocalAwsError } from "./local-aws-error.ts";
import { startLocalVault } from "./local-vault.ts";
import { run } from "./run.ts";

const CLI = join(import.meta.dirname, "..", "..", "bin", "vault.ts");
const STAGES = ["prod", "staging", "_fallback"];
/** AWS asks for thirty seconds between deleting and re-creating a name; a local AWS needs none, a story some. */
const PAUSE_SECONDS = 5;

/** Plays the story on a local AWS of its own: three passphrases protected, one deleted, and brought back. */
export async function demo(): Promise<void> {
  tell("A local AWS, and on it the vault: the real stack, deployed by the real CDK.");
  const context = { recreateWaitSeconds: String(PAUSE_SECONDS) };
  const { emulator } = await startLocalVault({ context, say: (line) => process.stdout.write(`  ${line}\n`) });
  const ssm = new SSMClient({
    endpoint: emulator.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const vault = async (...args: string[]) => {
    process.stdout.write(`\n$ npx sst-vault ${args.join(" ")}\n`);
    const code = await run(process.execPath, [CLI, ...args], { environment: emulator.environment });
    if (code !== 0) throw new LocalAwsError(`sst-vault ${args.join(" ")} ended with code ${code}`);
  };
  try {
    tell(`SST deploys the app "shop": each stage gets its passphrase, kept nowhere but in Parameter Store.`);
    for (const stage of STAGES) await put(ssm, stage);
    await captured();
    await vault("list");

    tell("A cleanup script goes too far. Without its passphrase the state of prod can never be read again.");
    const before = await get(ssm, "prod");
    await ssm.send(new DeleteParameterCommand({ Name: nameOf("prod") }));
    process.stdout.write(`\n$ aws ssm delete-parameter --name ${nameOf("prod")}\n`);
    await captured();
    await vault("list", "--deleted");

    tell(`The vault gives it back. (AWS asks for 30 s before a name is created again; here it is ${PAUSE_SECONDS} s.)`);
    await vault("restore", "shop", "prod");
    const same = before === (await get(ssm, "prod"));
    tell(same ? "The value in Parameter Store is the one that was deleted." : "The value differs: this is a bug.");
    if (!same) throw new LocalAwsError("the restored value is not the one that was deleted");

    tell("And the vault remembers what happened.");
    await vault("history", "shop", "prod");
    tell("That was all on this machine, and is gone now. Next: npx cdk deploy, on an account of yours.");
  } finally {
    await emulator.stop();
  }
}

function nameOf(stage: string): string {
  return `/sst/passphrase/shop/${stage}`;
}

/** Stores a passphrase as SST does: sst/pkg/project/provider/aws.go. */
async function put(ssm: SSMClient, stage: string): Promise<void> {
  await ssm.send(
    new PutParameterCommand({
      Name: nameOf(stage),
      Type: "SecureString",
      Value: randomBytes(32).toString("base64"),
      Description: "DO NOT DELETE STATE WILL BECOME UNRECOVERABLE",
    }),
  );
  process.stdout.write(`  stored ${nameOf(stage)}\n`);
}

async function get(ssm: SSMClient, stage: string): Promise<string | undefined> {
  return (await ssm.send(new GetParameterCommand({ Name: nameOf(stage), WithDecryption: true }))).Parameter?.Value;
}

/** A change is in the vault within a second, with nobody asking. */
function captured(): Promise<void> {
  return sleep(2000);
}

function tell(text: string): void {
  process.stdout.write(`\n${text}\n`);
}
