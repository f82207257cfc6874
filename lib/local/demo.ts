import { join } from "node:path";
import { wrapped } from "../cli/render/wrapped.ts";
import { hirePeople, openMailbox, sstOf } from "./cast.ts";
import { demoSst } from "./demo-sst.ts";
import type { Emulator } from "./emulator.ts";
import type { Credentials } from "./iam.ts";
import { LocalAwsError } from "./local-aws-error.ts";
import { startLocalVault } from "./local-vault.ts";
import { run } from "./run.ts";
import { vaultWatch } from "./vault-watch.ts";

const CLI = join(import.meta.dirname, "..", "..", "bin", "vault.ts");
const PROD = "/sst/passphrase/shop/prod";

/** Plays the true accident on a local AWS of its own: deleted, silently regenerated, found, and brought back. */
export async function demo(): Promise<void> {
  tell("A local AWS, and on it the vault: the real stack, deployed by the real CDK.");
  const { emulator, outputs } = await startLocalVault({ say: (line) => print(`  ${line}`) });
  try {
    const { ana, cleanup } = await hirePeople(emulator);
    const mailbox = await openMailbox(emulator, outputs.Topic ?? "");
    const sst = await demoSst(emulator, ana, show);
    tell(sst.introduction);
    const vault = vaultOf(emulator, ana);
    const known = vaultWatch(emulator, ana);

    tell(`Ana deploys two stages with SST. Each gets a passphrase of its own, kept in
Parameter Store and nowhere else; without it nobody can read the stage again.`);
    const passphrase = await sst.deploy("prod");
    await sst.deploy("staging");
    await known.verdict("ok", "prod", "staging");
    await vault("list");

    tell("A cleanup script goes too far:");
    await sstOf(emulator, cleanup).deletePassphrase(PROD);
    show(`aws ssm delete-parameter --name ${PROD}`, "", "simulated");
    tell("The vault has noticed by itself. Within a second or two a mail goes out:");
    print(quoted(await mailbox.next()));

    tell("Ana has not read it yet, and wonders:");
    await sst.diff("prod");
    tell(`What SST did there: it found no passphrase, silently stored a NEW one, and
failed. The newest value is now the wrong one, and every command fails.`);
    await known.verdict("recoverable", "prod");
    await vault("verify", "shop", "prod");

    tell("The vault knows which of the kept values opens the stage, and puts it back:");
    await vault("restore", "shop", "prod", "--yes", "--reason", "cleanup went too far");
    if ((await sstOf(emulator, ana).passphrase(PROD)) !== passphrase) {
      throw new LocalAwsError("the restored value is not the one that was deleted: this is a bug");
    }
    await sst.listSecrets("prod");
    tell(`The value in Parameter Store is the one that was deleted. Who did what is on
record, in a ledger whose chain of hashes shows whether it was touched:`);
    await known.verdict("ok", "prod");
    await known.calls(4, "shop", "prod");
    await vault("audit", "shop", "prod");
    await vault("audit", "--check");
    tell(`That was all on this machine, and is gone now. Next:
  npm run local     play with it yourself
  npm run deploy    protect an account of yours: it asks before it changes anything`);
  } finally {
    await emulator.stop();
  }
}

/** The CLI as a process of its own; exit code 5, findings, is part of the story. */
function vaultOf({ environment }: Emulator, { accessKeyId, secretAccessKey }: Credentials) {
  const user = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  return async (...args: string[]) => {
    const typed = args.map((word) => (word.includes(" ") ? `"${word}"` : word)).join(" ");
    print(`\n$ npx sst-vault ${typed}`);
    const code = await run(process.execPath, [CLI, ...args], { environment: { ...environment, ...user } });
    if (code !== 0 && code !== 5) throw new LocalAwsError(`sst-vault ${typed} ended with code ${code}`);
  };
}

/** A command that is not the vault's, and what it printed, without the empty lines. */
function show(command: string, printed: string, how?: "simulated"): void {
  const output = printed.split("\n").flatMap((line) => (line.trim() === "" ? [] : [`\n  ${line.trimEnd()}`]));
  print(`\n$ ${command}${how ? `      (${how})` : ""}${output.join("")}`);
}

/** A mail, as wide as a terminal is at least. */
function quoted(text: string): string {
  const lines = text.split("\n").flatMap((line) => (line === "" ? [""] : wrapped(line, 76)));
  return lines.map((line) => `  | ${line}`.trimEnd()).join("\n");
}

function tell(text: string): void {
  print(`\n${text}`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
