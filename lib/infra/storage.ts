import { Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import {
  AttributeType,
  Billing,
  type GlobalSecondaryIndexPropsV2,
  type ITable,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  type TablePropsV2,
  TableV2,
} from "aws-cdk-lib/aws-dynamodb";
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Alias, type IKey, Key } from "aws-cdk-lib/aws-kms";
import { Construct, type IConstruct } from "constructs";
import { APPEND_ONLY, LEDGER, STATUS } from "../aws/environment.ts";
import { shellCommand } from "../vault/commands.ts";
import { SettingError, type VaultSettings, WHICH_KEY } from "./settings.ts";

/** The vault's name gives the key its alias; the others name what is there already, and is taken over. */
export type StorageProps = Pick<VaultSettings, "keyArn" | "ledgerTable" | "ledgerStream"> & {
  readonly vaultName: string;
};

/** A table, the stack's own or one that was there. */
type Table = IConstruct & Pick<ITable, "tableName" | "tableArn">;

/**
 * What must outlive everything else: the key, the ledger and its projection. All three stay when the stack
 * goes. Without the key every recovery point is noise, so its deletion takes the longest wait AWS knows.
 */
export class Storage extends Construct {
  readonly key: IKey;
  readonly ledger: Table;
  /** The ARN of the ledger's stream, by which tampering is seen. */
  readonly ledgerStream: string;
  readonly status: TableV2;

  /** @throws SettingError where what is there is of another account or region, or a ledger lacks its key or stream */
  constructor(scope: Construct, id: string, { vaultName, ...existing }: StorageProps) {
    super(scope, id);
    const { keyArn, ledgerTable } = existing;
    assertFit(Stack.of(this), existing);
    this.key = keyArn === undefined ? ownKey(this, vaultName) : Key.fromKeyArn(this, "Key", keyArn);
    // Below the key, whosever it is: an alias of the same name under another id could not be made beside the old one.
    new Alias(this.key, "Alias", { aliasName: `alias/${vaultName}`, targetKey: this.key });
    const kept = {
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.customerManagedKey(this.key),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 35 },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    } satisfies Partial<TablePropsV2>;
    // The tables' names are generated: a second deploy must never meet a retained one.
    const own = ledgerTable === undefined ? ownLedger(this, kept) : null;
    // One that was there stays as it is: what of its protection is missing, `status` tells, with what mends it.
    this.ledger = own ?? TableV2.fromTableName(this, "Ledger", ledgerTable ?? "");
    this.ledgerStream = own?.tableStreamArn ?? existing.ledgerStream ?? "";
    // A projection is its ledger's: beside another one it would tell of values as kept that are not.
    this.status = new TableV2(this, own ? "Status" : `Status-${ledgerTable}`, {
      ...kept,
      partitionKey: { name: STATUS.partitionKey, type: AttributeType.STRING },
      sortKey: { name: STATUS.sortKey, type: AttributeType.STRING },
    });
  }
}

function ownKey(scope: Construct, vaultName: string): Key {
  return new Key(scope, "Key", {
    description: `Seals the passphrases kept by ${vaultName}; without it none of them opens again`,
    enableKeyRotation: true,
    pendingWindow: Duration.days(30),
    removalPolicy: RemovalPolicy.RETAIN,
  });
}

function ownLedger(scope: Construct, kept: Partial<TablePropsV2>): TableV2 {
  return new TableV2(scope, "Ledger", {
    ...kept,
    partitionKey: { name: LEDGER.partitionKey, type: AttributeType.STRING },
    sortKey: { name: LEDGER.sortKey, type: AttributeType.NUMBER },
    globalSecondaryIndexes: [
      metadataIndex(LEDGER.byParameter, AttributeType.NUMBER),
      metadataIndex(LEDGER.byMonth, AttributeType.STRING),
    ],
    resourcePolicy: appendOnly(),
    // Tells of every change there should be none of. Keys only: no ciphertext leaves the table this way.
    dynamoStream: StreamViewType.KEYS_ONLY,
  });
}

/** Nothing of another account or region; no ledger without the key that opens it and the stream that tells of tampering. */
function assertFit({ account, region }: Stack, existing: Omit<StorageProps, "vaultName">): void {
  const { keyArn, ledgerTable, ledgerStream } = existing;
  const elsewhere = [keyArn, ledgerStream].find((arn) => arn && !arn.includes(`:${region}:${account}:`));
  if (elsewhere) throw new SettingError(`${elsewhere} is not of the vault's account ${account} and region ${region}`);
  if (ledgerTable === undefined) return;
  if (keyArn === undefined) throw new SettingError(`ledgerTable needs keyArn, ${WHICH_KEY}`);
  if (ledgerStream?.includes(`:table/${ledgerTable}/stream/`)) return;
  const words = ["--table-name", ledgerTable, "--query", "Table.LatestStreamArn"];
  const find = shellCommand("aws", "dynamodb", "describe-table", ...words);
  throw new SettingError(`ledgerTable needs ledgerStream, the ARN of its stream (npm run deploy finds it): ${find}`);
}

/** An index without the ciphertext: readers of metadata may read it and not the table. */
function metadataIndex(
  { name, partitionKey, sortKey }: (typeof LEDGER)["byParameter" | "byMonth"],
  sortType: AttributeType,
): GlobalSecondaryIndexPropsV2 {
  const keys: string[] = [partitionKey, sortKey];
  return {
    indexName: name,
    partitionKey: { name: partitionKey, type: AttributeType.STRING },
    sortKey: { name: sortKey, type: sortType },
    projectionType: ProjectionType.INCLUDE,
    // Keys are projected by themselves, and DynamoDB refuses to be told twice.
    nonKeyAttributes: LEDGER.metadata.filter((attribute) => !keys.includes(attribute)),
  };
}

/**
 * Refuses to everyone, administrators included, whatever changes or deletes single entries.
 *
 * It stops the mistake, the script and the intruder who holds `dynamodb:*`. It does not stop a PutItem over
 * an existing entry (IAM knows no "only if new": the hash chain shows it), nor whoever first takes this
 * policy away with DeleteResourcePolicy: that is a second, logged deed. A deploy needs none of these actions.
 */
function appendOnly(): PolicyDocument {
  return new PolicyDocument({
    statements: [
      new PolicyStatement({
        sid: APPEND_ONLY.sid,
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: [...APPEND_ONLY.denied],
        // The table's own ARN would make a circle; a table's policy applies to that table anyway.
        resources: ["*"],
      }),
    ],
  });
}
