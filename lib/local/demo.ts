import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DeleteParameterCommand, GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { rootSettings } from "./aws-environment.ts";
import type { Emulator } from "./emulator.ts";
import { LocalAwsError } from "./local-aws-error.ts";
import { startLocalVault } from "./local-vault.ts";
import { run } from "./run.ts";
import { newPassphrase, secretsFile, stateFile } from "./sst-files.ts";
import { STATE_BUCKET } from "./sst-home.ts";

const CLI = join(import.meta.dirname, "..", "..", "bin", "vault.ts");
const APP = "shop";

/** Plays the true accident on a local AWS of its own: deleted, silently regenerated, found, and brought back. */
export async function demo(): Promise<void> {
  tell("A local AWS, and on it the vault: the real stack, deployed by the real CDK.");
  const { emulator } = await startLocalVault({ say: (line) => print(`  ${line}`) });
  const sst = sstOn(emulator);
  const vault = vaultOn(emulator);
  try {
    tell(`SST deploys the app "${APP}". Each stage gets its passphrase, kept nowhere but in Parameter Store;
state and secrets in the bucket can be read with nothing else.`);
    const passphrase = await sst.deploy("prod");
    await sst.deploy("staging");
    await captured();
    await vault("list");

    tell("A cleanup script goes too far:");
    await sst.deletePassphrase("prod");
    print("\n$ npx sst diff --stage prod      (played: SST itself is not part of this demo)");
    print("  error: failed to decrypt: incorrect passphrase");
    await sst.storeNewPassphrase("prod");
    tell(`What SST did there: it found no passphrase, silently stored a NEW one, and failed.
Every command fails now, and the newest value is the wrong one. The vault has noticed, with nobody asking:`);
    await captured();
    await vault("list");
    await vault("verify", APP, "prod");

    tell("It knows which of the kept values opens the stage, and puts that one back:");
    await vault("restore", APP, "prod", "--yes");
    if ((await sst.passphrase("prod")) !== passphrase) {
      throw new LocalAwsError("the restored value is not the one that was deleted: this is a bug");
    }
    tell("The value in Parameter Store is the one that was deleted. What happened is on record:");
    await captured();
    await vault("history", APP, "prod");
    tell(`That was all on this machine, and is gone now. Next:
  npm run local     play with it yourself
  npx cdk deploy    protect an account of yours (README, Deploy)`);
  } finally {
    await emulator.stop();
  }
}

/** The CLI as a process of its own; exit code 5, findings, is part of the story. */
function vaultOn({ environment }: Emulator) {
  return async (...args: string[]) => {
    print(`\n$ npx sst-vault ${args.join(" ")}`);
    const code = await run(process.execPath, [CLI, ...args], { environment });
    if (code !== 0 && code !== 5) throw new LocalAwsError(`sst-vault ${args.join(" ")} ended with code ${code}`);
  };
}

/** What SST does to an account (sst/pkg/project/provider/aws.go). */
function sstOn({ endpoint }: Emulator) {
  const settings = rootSettings(endpoint);
  const ssm = new SSMClient(settings);
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const nameOf = (stage: string) => `/sst/passphrase/${APP}/${stage}`;
  const upload = (Key: string, Body: Buffer) => s3.send(new PutObjectCommand({ Bucket: STATE_BUCKET, Key, Body }));
  const store = async (stage: string, Value: string) => {
    const Description = "DO NOT DELETE STATE WILL BECOME UNRECOVERABLE";
    await ssm.send(new PutParameterCommand({ Name: nameOf(stage), Type: "SecureString", Value, Description }));
  };
  return {
    deploy: async (stage: string) => {
      const value = newPassphrase();
      await upload(`app/${APP}/${stage}.json`, await stateFile(value, { app: APP, stage }));
      await upload(`secret/${APP}/${stage}.json`, secretsFile(value));
      await store(stage, value);
      print(`  deployed ${stage}, passphrase in ${nameOf(stage)}`);
      return value;
    },
    deletePassphrase: async (stage: string) => {
      print(`\n$ aws ssm delete-parameter --name ${nameOf(stage)}`);
      await ssm.send(new DeleteParameterCommand({ Name: nameOf(stage) }));
    },
    storeNewPassphrase: (stage: string) => store(stage, newPassphrase()),
    passphrase: async (stage: string) =>
      (await ssm.send(new GetParameterCommand({ Name: nameOf(stage), WithDecryption: true }))).Parameter?.Value,
  };
}

/** A change is captured within a second and judged within another. */
function captured(): Promise<void> {
  return sleep(4000);
}

function tell(text: string): void {
  print(`\n${text}`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
