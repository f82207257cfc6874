import { Duration, RemovalPolicy } from "aws-cdk-lib";
import {
  AttributeType,
  Billing,
  type GlobalSecondaryIndexPropsV2,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  type TablePropsV2,
  TableV2,
} from "aws-cdk-lib/aws-dynamodb";
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import { Construct } from "constructs";
import { APPEND_ONLY, LEDGER, STATUS } from "../aws/environment.ts";

export interface StorageProps {
  /** Gives the key its alias. The tables' names are generated: a second deploy must never meet a retained one. */
  readonly vaultName: string;
}

/**
 * What must outlive everything else: the key, the ledger and its projection. All three stay when the stack
 * goes. Without the key every recovery point is noise, so its deletion takes the longest wait AWS knows.
 */
export class Storage extends Construct {
  readonly key: Key;
  readonly ledger: TableV2;
  /** The ARN of the ledger's stream, by which tampering is seen. */
  readonly ledgerStream: string;
  readonly status: TableV2;

  constructor(scope: Construct, id: string, { vaultName }: StorageProps) {
    super(scope, id);
    this.key = new Key(this, "Key", {
      alias: `alias/${vaultName}`,
      description: `Seals the passphrases kept by ${vaultName}; without it none of them opens again`,
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const kept = {
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.customerManagedKey(this.key),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 35 },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    } satisfies Partial<TablePropsV2>;
    this.ledger = new TableV2(this, "Ledger", {
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
    const { tableStreamArn } = this.ledger;
    if (!tableStreamArn) throw new Error("the ledger has no stream");
    this.ledgerStream = tableStreamArn;
    this.status = new TableV2(this, "Status", {
      ...kept,
      partitionKey: { name: STATUS.partitionKey, type: AttributeType.STRING },
      sortKey: { name: STATUS.sortKey, type: AttributeType.STRING },
    });
  }
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
