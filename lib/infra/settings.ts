import { DEFAULT_VAULT } from "../vault/commands.ts";

/** What the one who deploys may decide. Each is a property of the stack, and a context value of the same name (`-c`). */
export interface VaultSettings {
  /**
   * Names everything that has a name, so that two vaults can live side by side.
   * @default "sst-vault"
   */
  readonly vaultName?: string;
  /**
   * The parameters below it are protected. Starts and ends with a slash.
   * @default "/sst/passphrase/"
   */
  readonly prefix?: string;
  /**
   * How often a sweep looks for what the events missed: `rate(…)` of at most a day, or a `cron(…)` of every day, as
   * EventBridge writes it. Each day's restore tests begin with a sweep.
   * @default "rate(1 hour)"
   */
  readonly sweepSchedule?: string;
  /**
   * A mail address that gets the vault's notices. AWS asks it to confirm.
   * @default - nobody is subscribed to the topic
   */
  readonly notify?: string | undefined;
  /**
   * How long, after a change, Parameter Store may show the state before it. Then what it shows is the truth.
   * @default 60
   */
  readonly lagSeconds?: number;
  /**
   * How long to wait between the deletion of a parameter and its restore. AWS asks for 30 seconds.
   * @default 30
   */
  readonly recreateWaitSeconds?: number;
  /**
   * A ledger that is there, by its table's name: one that outlived its stack, or was brought back from a backup. Needs
   * `keyArn`, its own key, and `ledgerStream`.
   * @default - a table of the stack's own
   */
  readonly ledgerTable?: string | undefined;
  /**
   * A key that is there, which seals the values and encrypts the tables. Its policy must leave its use to IAM.
   * @default - a key of the stack's own
   */
  readonly keyArn?: string | undefined;
  /**
   * The stream of `ledgerTable`, by which tampering is seen. `npm run deploy` finds it.
   * @default - none, where the table is the stack's own
   */
  readonly ledgerStream?: string | undefined;
}

/** The settings, checked, with the defaults where nothing was said. */
export type Settings = Required<VaultSettings>;

/** Why `ledgerTable` needs `keyArn`. */
export const WHICH_KEY = "the ARN of the key under which its values are sealed: under another none opens";

/** A setting that cannot be. Its message is for whoever deploys, who needs no stack trace. */
export class SettingError extends Error {
  override readonly name = "SettingError";
}

const SECONDS = { pattern: /^\d{1,3}$/, wanted: "whole seconds, from 0 to 999" };
const RATE = /^rate\((?:1 (?:minute|hour|day)|(?:[2-9]|[1-9]\d+) (?:minutes|hours|days))\)$/;
/** Minutes and hours as one likes; day of month, month, day of week and year are any. */
const DAILY = /^cron\(\S+ \S+ [*?] \* [*?] \*\)$/;
const LONGEST_SECONDS = 86_400;
const RULES: Record<keyof VaultSettings, { pattern: RegExp; wanted: string }> = {
  // The longest name made of it is a function's: 64 characters (AWS API reference, CreateFunction).
  vaultName: {
    pattern: /^[a-z][a-z0-9-]{0,39}$/,
    wanted: "small letters, digits and hyphens, a letter first, at most 40",
  },
  prefix: { pattern: /^\/([\w.-]+\/)+$/, wanted: "a path that starts and ends with a slash, as /sst/passphrase/" },
  sweepSchedule: {
    pattern: new RegExp(`${RATE.source}|${DAILY.source}`),
    wanted: 'an EventBridge schedule of at most a day, a cron of every day: "rate(1 hour)" or "cron(0 3 * * ? *)"',
  },
  notify: { pattern: /^[^@\s]+@[^@\s]+$/, wanted: "a mail address" },
  // The last delivery of a message comes after it (lib/aws/messages/message-batch.ts), while a dead letter is news.
  lagSeconds: { pattern: /^(\d{1,2}|1[0-7]\d|180)$/, wanted: "whole seconds, from 0 to 180" },
  recreateWaitSeconds: SECONDS,
  // AWS API references: TableName, KeyMetadata, LatestStreamArn.
  ledgerTable: { pattern: /^[\w.-]{3,255}$/, wanted: "a table's name" },
  keyArn: { pattern: /^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/, wanted: "a key's ARN" },
  ledgerStream: {
    pattern: /^arn:[\w-]+:dynamodb:[\w-]+:\d{12}:table\/[\w.-]+\/stream\/[\w:.-]+$/,
    wanted: "the ARN of a table's stream",
  },
};

/**
 * Reads and checks the settings, from the context or from the stack's properties: the one place that does.
 * @throws SettingError naming the setting, what was given and what is wanted
 */
export function readSettings(given: (name: keyof VaultSettings) => unknown): Settings {
  const text = (name: keyof VaultSettings, otherwise: string): string => {
    const value = String(given(name) ?? otherwise);
    const { pattern, wanted } = RULES[name];
    const within = name !== "sweepSchedule" || sweepEverySeconds(value) <= LONGEST_SECONDS;
    if (!pattern.test(value) || !within) throw new SettingError(`${name} must be ${wanted}; got "${value}"`);
    return value;
  };
  const optional = (name: keyof VaultSettings) => (given(name) === undefined ? undefined : text(name, ""));
  return {
    vaultName: text("vaultName", DEFAULT_VAULT),
    prefix: text("prefix", "/sst/passphrase/"),
    sweepSchedule: text("sweepSchedule", "rate(1 hour)"),
    notify: optional("notify"),
    lagSeconds: Number(text("lagSeconds", "60")),
    recreateWaitSeconds: Number(text("recreateWaitSeconds", "30")),
    ledgerTable: optional("ledgerTable"),
    keyArn: optional("keyArn"),
    ledgerStream: optional("ledgerStream"),
  };
}

/** The stack's name: a contract, the CLI's users type it. */
export function stackName(vaultName: string): string {
  return vaultName === DEFAULT_VAULT ? "SstVault" : `SstVault-${vaultName}`;
}

const UNIT_SECONDS = { minute: 60, hour: 3600, day: 86_400 };

/** The longest that two sweeps are apart: the rate, or a day for a cron, which is one of every day. */
export function sweepEverySeconds(schedule: string): number {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule) ?? [];
  return count && unit ? Number(count) * UNIT_SECONDS[unit as keyof typeof UNIT_SECONDS] : UNIT_SECONDS.day;
}
