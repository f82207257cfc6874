import { sstOf } from "./cast.ts";
import type { Emulator } from "./emulator.ts";
import type { Credentials } from "./iam.ts";
import { findSst, SST_VERSIONS, type SstPrograms } from "./install-sst.ts";
import { LocalAwsError } from "./local-aws-error.ts";
import { makeSstApp } from "./sst-app.ts";

const APP = "shop";

/** SST in the hands of a user of the demo. */
export interface DemoSst {
  /** Says what of it is real. */
  introduction: string;
  /** Deploys a stage for the first time. Gives the passphrase that it has then. */
  deploy(stage: string): Promise<string>;
  /** Run where the passphrase is missing: stores a new one, and fails. */
  diff(stage: string): Promise<void>;
  /** Shows that the secrets of the stage can be read. */
  listSecrets(stage: string): Promise<void>;
}

/** Shows a command and what it printed. What the demo itself did in its place is simulated. */
export type ShowCommand = (command: string, printed: string, how?: "simulated") => void;

/** The real SST CLI where it is installed already. Else the demo does to the account what SST would do. */
export function demoSst(emulator: Emulator, user: Credentials, show: ShowCommand): Promise<DemoSst> | DemoSst {
  const programs = findSst();
  return programs ? realSst(emulator, user, show, programs) : simulatedSst(emulator, user, show);
}

async function realSst(
  emulator: Emulator,
  user: Credentials,
  show: ShowCommand,
  programs: SstPrograms,
): Promise<DemoSst> {
  const [version] = SST_VERSIONS;
  const { accessKeyId, secretAccessKey } = user;
  const app = await makeSstApp({
    name: APP,
    programs,
    version,
    parent: emulator.folder,
    environment: { ...emulator.environment, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
  });
  const sst = async (expected: number, ...args: string[]) => {
    const { code, output } = await app.sst(...args);
    show(`npx sst ${args.join(" ")}`, output);
    if (code !== expected) throw new LocalAwsError(`sst ${args.join(" ")} ended with code ${code}: this is a bug`);
  };
  const account = sstOf(emulator, user);
  return {
    introduction: `The SST CLI is the real one, version ${version}. Simulated, and marked so, are only its deploys, which need
Pulumi, and the AWS CLI.`,
    async deploy(stage) {
      await sst(0, "secret", "set", "Greeting", "hello", "--stage", stage);
      const passphrase = (await account.passphrase(`/sst/passphrase/${APP}/${stage}`)) ?? "";
      await account.uploadState(passphrase, APP, stage);
      show(
        `npx sst deploy --stage ${stage}`,
        "state stored, its secrets encrypted with the same passphrase",
        "simulated",
      );
      return passphrase;
    },
    diff: (stage) => sst(1, "diff", "--stage", stage),
    listSecrets: (stage) => sst(0, "secret", "list", "--stage", stage),
  };
}

function simulatedSst(emulator: Emulator, user: Credentials, show: ShowCommand): DemoSst {
  const account = sstOf(emulator, user);
  return {
    introduction: `The SST CLI is not installed here (npm test does that). What it and the AWS CLI do to the account is
simulated, and marked so. The vault and its commands are real.`,
    async deploy(stage) {
      const passphrase = await account.deploy(APP, stage);
      show(`npx sst deploy --stage ${stage}`, `passphrase stored in /sst/passphrase/${APP}/${stage}`, "simulated");
      return passphrase;
    },
    async diff(stage) {
      await account.storePassphrase(`/sst/passphrase/${APP}/${stage}`);
      show(`npx sst diff --stage ${stage}`, "error: failed to decrypt: incorrect passphrase", "simulated");
    },
    // A simulated answer would show nothing: the demo compares the values themselves.
    listSecrets: () => Promise.resolve(),
  };
}
