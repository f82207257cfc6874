import { Command, type CommanderError, type OptionValues } from "commander";
import { SettingError, type Settings, stackName, type VaultSettings } from "../infra/settings.ts";
import { VaultError } from "../vault/errors.ts";
import { settle, type Written } from "./deployed.ts";

/** What the one who deploys asked for. */
export interface DeployRequest {
  /** Settings as they were given: `-c name=value`. */
  given: Written;
  stack: string;
  vaultName: string;
  region: string | undefined;
  profile: string | undefined;
  /** Do not ask before AWS is changed. */
  yes: boolean;
}

/** The settings that the stack knows; anything else is a slip of the keyboard, which the CDK would ignore. */
const SETTINGS: Record<keyof VaultSettings, string> = {
  vaultName: "names everything, so that two vaults can live side by side (sst-vault)",
  prefix: "which parameters are protected (/sst/passphrase/)",
  sweepSchedule: "how often a sweep looks for what the events missed (rate(1 hour))",
  notify: "a mail address that gets the vault's messages",
  lagSeconds: "how long after a change Parameter Store may show the state before it (60)",
  recreateWaitSeconds: "the pause between deleting and creating a name again (30)",
  ledgerTable: "a ledger that is there, by its table's name, with keyArn (one of its own)",
  keyArn: "a key that is there, by its ARN (one of its own)",
  ledgerStream: "the stream of ledgerTable, found by itself",
};

/**
 * Reads the arguments of `npm run deploy --`.
 * @throws VaultError `BadRequest`; CommanderError once help is written
 */
export function readRequest(argv: string[], write: (text: string) => void): DeployRequest {
  const { context, region, profile, yes } = parse(argv, write);
  const given = new Map<string, string>();
  for (const pair of context) {
    const [name = "", ...value] = pair.split("=");
    if (!Object.hasOwn(SETTINGS, name) || value.length === 0) throw unknownSetting(pair);
    given.set(name, value.join("="));
  }
  const { vaultName } = checked(() => settle(given, null));
  return { given, stack: stackName(vaultName), vaultName, region, profile, yes };
}

/** Settings that cannot be are the user's to mend. @throws VaultError `BadRequest` for what `settled` throws */
export function checked(settled: () => Settings): Settings {
  try {
    return settled();
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    throw usage(error.message);
  }
}

type Parsed = Pick<DeployRequest, "region" | "profile" | "yes"> & { context: string[] };

function parse(argv: string[], write: (text: string) => void): Parsed {
  const command = new Command("npm run deploy --")
    .description("Deploys the vault into your AWS account, or brings it up to this checkout's version.")
    .option("-c, --context <name=value>", "a setting, see below; may be given again", collect)
    .option("--region <region>", "the AWS region that SST's home is in")
    .option("--profile <name>", "AWS profile to use")
    .option("--yes", "do not ask before AWS is changed")
    .addHelpText("after", `\n${settingsHelp()}\n\n${EXAMPLES}`)
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: write, outputError: () => {} });
  try {
    const { context = [], region, profile, yes = false } = command.parse(argv, { from: "user" }).opts<Given>();
    if (command.args.length > 0) throw usage(`"${command.args[0]}" is one word too many`);
    return { context, region, profile, yes };
  } catch (error) {
    const { code, message } = error as CommanderError;
    if (!code?.startsWith("commander.") || code === "commander.helpDisplayed") throw error;
    throw usage(message.replace(/^error: /, ""));
  }
}

type Given = OptionValues & { context?: string[]; region?: string; profile?: string; yes?: boolean };

function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}

function settingsHelp(): string {
  const lines = Object.entries(SETTINGS).map(([name, does]) => `  ${name.padEnd(20)} ${does}`);
  const kept = "One that is not given stays as it is deployed; an empty one, as -c notify=, goes back to its default.";
  return `Settings (default):\n${lines.join("\n")}\n${kept}`;
}

const EXAMPLES = `Examples:
  $ npm run deploy -- -c notify=team@example.com
      asks, then deploys with the credentials of the environment
  $ npm run deploy -- --profile prod --region eu-west-1 --yes
      for CI: nobody is asked`;

function unknownSetting(pair: string): VaultError {
  const names = Object.keys(SETTINGS).join(", ");
  return new VaultError("BadRequest", `-c ${pair} is no setting`, `give name=value, with one of ${names}`);
}

function usage(message: string): VaultError {
  return new VaultError("BadRequest", message, "npm run deploy -- --help shows how it is used");
}
