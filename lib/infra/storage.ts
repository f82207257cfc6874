import { Duration, RemovalPolicy } from "aws-cdk-lib";
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
import { SettingError } from "./settings.ts";

export interface StorageProps {
  /** Gives the key its alias. The tables' names are generated: a second deploy must never meet a retained one. */
  readonly vaultName: string;
  /** What is there already, and is taken over: see `VaultSettings`. */
  readonly keyArn?: string | undefined;
  readonly ledgerTable?: string | undefined;
  readonly ledgerStream?: string | undefined;
}

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

  /** @throws SettingError where a ledger that is there is given without its stream */
  constructor(scope: Construct, id: string, { vaultName, keyArn, ledgerTable, ledgerStream }: StorageProps) {
    super(scope, id);
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
    const { table, stream } =
      ledgerTable === undefined ? ownLedger(this, kept) : takenOver(this, ledgerTable, ledgerStream);
    this.ledger = table;
    this.ledgerStream = stream;
    this.status = new TableV2(this, "Status", {
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

interface Ledger {
  table: Table;
  stream: string;
}

function ownLedger(scope: Construct, kept: Partial<TablePropsV2>): Ledger {
  const table = new TableV2(scope, "Ledger", {
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
  if (!table.tableStreamArn) throw new Error("the ledger has no stream");
  return { table, stream: table.tableStreamArn };
}

/** A ledger that is there, as it is: what of its protection is missing, `status` tells, with the command that mends it. */
function takenOver(scope: Construct, tableName: string, stream: string | undefined): Ledger {
  if (!stream?.includes(`:table/${tableName}/stream/`)) {
    const find = `aws dynamodb describe-table --table-name ${tableName} --query Table.LatestStreamArn`;
    throw new SettingError(`ledgerTable needs ledgerStream, the ARN of its stream (npm run deploy finds it): ${find}`);
  }
  return { table: TableV2.fromTableName(scope, "Ledger", tableName), stream };
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
