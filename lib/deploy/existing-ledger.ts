import { DescribeTableCommand, DynamoDBClient, type TableDescription } from "@aws-sdk/client-dynamodb";
import { isAws } from "../aws/aws-error.ts";
import { LEDGER } from "../aws/environment.ts";
import { type Settings, WHICH_KEY } from "../infra/settings.ts";
import { commandsOf, shellCommand } from "../vault/commands.ts";
import { VaultError } from "../vault/errors.ts";
import type { Deployed, Standing } from "./deployed.ts";
import { mayNot } from "./may-not.ts";
import type { Target } from "./target.ts";

/**
 * The settings with the stream of the ledger that is there, where they name one: a table that was brought back from a
 * backup has another than it had.
 * @throws VaultError `NotFound` where there is no such table, `BadRequest` where it cannot be the ledger, `NotAllowed`
 */
export async function withStream(settings: Settings, target: Target): Promise<Settings> {
  const { vaultName, ledgerTable, keyArn } = settings;
  if (ledgerTable === undefined) return { ...settings, ledgerStream: undefined };
  const refused = (message: string, hint: string | null = null) => new VaultError("BadRequest", message, hint);
  if (keyArn === undefined) throw refused(`ledgerTable needs keyArn, ${WHICH_KEY}`);
  const table = await describe(ledgerTable, target);
  const indexes = table.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName) ?? [];
  if (![LEDGER.byParameter, LEDGER.byMonth].every(({ name }) => indexes.includes(name))) {
    throw refused(`the table ${ledgerTable} is no ledger, or was brought back without its indexes`);
  }
  const { KMSMasterKeyArn: encryptedUnder = keyArn } = table.SSEDescription ?? {};
  if (encryptedUnder !== keyArn) {
    throw refused(`the table ${ledgerTable} is encrypted under ${encryptedUnder}, not under ${keyArn}`);
  }
  const { LatestStreamArn, StreamSpecification } = table;
  if (LatestStreamArn && StreamSpecification?.StreamViewType === "KEYS_ONLY") {
    return { ...settings, ledgerStream: LatestStreamArn };
  }
  const { aws, tellChanges } = commandsOf({ vault: vaultName, region: target.region });
  if (!StreamSpecification?.StreamEnabled) {
    throw refused(`the table ${ledgerTable} has no stream, by which tampering is seen`, tellChanges(ledgerTable));
  }
  const stop = aws("dynamodb", "update-table", "--table-name", ledgerTable, ...OFF);
  throw refused(
    `the stream of the table ${ledgerTable} carries more than keys`,
    `${stop}, then ${tellChanges(ledgerTable)}`,
  );
}

const OFF = ["--stream-specification", "StreamEnabled=false"];

/**
 * The ledger that a standing vault would leave behind; null where it goes on with its own.
 * @throws VaultError `BadRequest` where the ledger stays and its key would not: nothing in it could be opened
 */
export function ledgerLeft(settings: Settings, { settings: before, ledgerTable, keyArn }: Standing): string | null {
  if (ledgerTable === undefined) return null; // it never stood: nothing is kept yet
  const stays = settings.ledgerTable === before.get("ledgerTable") || settings.ledgerTable === ledgerTable;
  if (!stays) return `${ledgerTable}, under ${keyArn},`;
  const sameKey = settings.keyArn === before.get("keyArn") || settings.keyArn === keyArn;
  if (sameKey) return null;
  throw new VaultError(
    "BadRequest",
    `the ledger's values are sealed under ${keyArn}: under another key none opens`,
    "leave keyArn as it is, or name another ledger with it: -c ledgerTable=…",
  );
}

/**
 * Refuses to put back a stack whose ledger is gone: CloudFormation would make a new, empty one in its place.
 * @throws VaultError `Refused` with the command that brings it back, `NotAllowed`
 */
export async function assertLedgerThere(target: Target, deployed: Deployed | null): Promise<void> {
  if (deployed === null || deployed === "failed" || deployed.ledgerTable === undefined) return;
  const { ledgerTable } = deployed;
  try {
    await describe(ledgerTable, target);
  } catch (error) {
    if (!(error instanceof VaultError) || error.code !== "NotFound") throw error;
    const message = `the ledger ${ledgerTable} is missing: to put the stack back would make a new, empty one`;
    const words = ["--table-name", ledgerTable, "--backup-type", "ALL", "--region", target.region];
    const list = shellCommand("aws", "dynamodb", "list-backups", ...words);
    const hint = `${list} shows what it can be restored from`;
    throw new VaultError("Refused", message, hint, { cause: error });
  }
}

async function describe(name: string, { region, credentials }: Target): Promise<TableDescription> {
  try {
    const client = new DynamoDBClient({ region, credentials });
    return (await client.send(new DescribeTableCommand({ TableName: name }))).Table ?? {};
  } catch (cause) {
    if (isAws(cause, "ResourceNotFoundException")) {
      const hint = shellCommand("aws", "dynamodb", "list-tables", "--region", region);
      throw new VaultError("NotFound", `there is no table ${name} in ${region}`, hint, { cause });
    }
    return mayNot(`dynamodb:DescribeTable on ${name}`)(cause);
  }
}
