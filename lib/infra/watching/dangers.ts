import { CfnElement, Stack } from "aws-cdk-lib";
import { EventField, Match } from "aws-cdk-lib/aws-events";
import type { IConstruct } from "constructs";
import type { DANGERS } from "../../aws/environment.ts";
import type { Storage } from "../storage.ts";
import { commandsIn } from "./commands.ts";

/** A deed that would take from the vault what it keeps, and what its message says. */
export interface Danger {
  /** Names its rule, behind the vault's name and `danger`. */
  readonly name: (typeof DANGERS)[number];
  readonly calls: readonly string[];
  /**
   * Which of these calls, by their parameters: one of these patterns is enough. What undoes the deed is the same call.
   * @default - all
   */
  readonly only?: readonly object[];
  /**
   * The parameter of these calls that names the table.
   * @default "tableName" - which takes a name or an ARN
   */
  readonly named?: "tableName" | "resourceArn";
  readonly what: string;
  /** What to type, without `"`, which EventBridge would write with a backslash, and `<` or `>`, its own marks. */
  readonly undo: readonly string[];
}

/** What can be done to the key, without which every recovery point is noise. */
export function keyDangers(storage: Storage, vaultName: string): Danger[] {
  const { aws } = commandsIn(storage, vaultName);
  // By its id: these calls take no alias.
  const key = ["--key-id", storage.key.keyId];
  const named = ["--policy-name", "default"];
  const policy = ofTemplate(storage, storage.key, "KeyPolicy");
  return [
    {
      name: "key-deletion",
      calls: ["ScheduleKeyDeletion"],
      what: `The key of ${vaultName} is to be deleted. From then on no recovery point can ever be opened again.`,
      undo: [aws("kms", "cancel-key-deletion", ...key), aws("kms", "enable-key", ...key)],
    },
    {
      name: "key-disabled",
      calls: ["DisableKey"],
      what: `The key of ${vaultName} was disabled: nothing is captured, tested or restored until it is enabled.`,
      undo: [aws("kms", "enable-key", ...key)],
    },
    {
      name: "key-policy",
      calls: ["PutKeyPolicy"],
      what: `The policy of the key of ${vaultName} was replaced: it says who may open passphrases, or lets nobody.`,
      undo: policy
        ? [policy, aws("kms", "put-key-policy", ...key, ...named, "--policy", "file://policy.json")]
        : // The key is older than the stack.
          ["put back what its owner had there; now it says:", aws("kms", "get-key-policy", ...key, ...named)],
    },
  ];
}

/** What can be done to the tables, all of it by an administrator only. */
export function tableDangers(storage: Storage, vaultName: string): Danger[] {
  const { aws, cli, keepPast } = commandsIn(storage, vaultName);
  const table = EventField.fromPath("$.detail.requestParameters.tableName");
  const of = (command: string, ...options: string[]) => aws("dynamodb", command, "--table-name", table, ...options);
  const replica = "Replicas[0].ResourcePolicy.PolicyDocument";
  const policy = ofTemplate(storage, storage.ledger, replica);
  const ledger = storage.ledger.tableArn;
  return [
    {
      name: "table-deleted",
      calls: ["DeleteTable"],
      what: `The table ${table} of ${vaultName} was deleted. AWS keeps a backup of it for 35 days.`,
      undo: [
        of("list-backups", "--backup-type", "SYSTEM"),
        aws("dynamodb", "restore-table-from-backup", "--target-table-name", table, "--backup-arn", "THE_ARN_LISTED"),
      ],
    },
    {
      name: "table-changed",
      calls: ["UpdateTable"],
      only: [
        { deletionProtectionEnabled: [false, ...Match.doesNotExist()] },
        { streamSpecification: { streamEnabled: Match.exists() } },
      ],
      what: `A setting of the table ${table} of ${vaultName} was changed, and no deploy did it: protection, key, stream or index.`,
      undo: [of("update-table", "--deletion-protection-enabled"), of("describe-table")],
    },
    {
      name: "table-backups",
      calls: ["UpdateContinuousBackups"],
      only: [
        { pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: [false] } },
        { pointInTimeRecoverySpecification: { recoveryPeriodInDays: Match.lessThan(35) } },
      ],
      what: `The point-in-time recovery of the table ${table} of ${vaultName} was turned off or cut short: what was there is forgotten at once.`,
      undo: [keepPast(table)],
    },
    {
      name: "table-expiry",
      calls: ["UpdateTimeToLive"],
      only: [{ timeToLiveSpecification: { enabled: [true] } }],
      what: `An expiry date was set on the table ${table} of ${vaultName}: DynamoDB deletes what expires.`,
      undo: [
        of("describe-time-to-live"),
        of(
          "update-time-to-live",
          // Not out of the event: the name may be any text, and what stands here is typed into an administrator's shell.
          ...["--time-to-live-specification", "Enabled=false,AttributeName=THE_NAME_SHOWN"],
        ),
      ],
    },
    {
      name: "table-policy",
      calls: ["PutResourcePolicy", "DeleteResourcePolicy"],
      named: "resourceArn",
      what: `The policy of a table of ${vaultName} was replaced or removed: the ledger's keeps entries from being changed.`,
      undo: policy
        ? [policy, aws("dynamodb", "put-resource-policy", "--resource-arn", ledger, "--policy", "file://policy.json")]
        : // The ledger is older than the stack; which policy it must have the vault knows.
          [cli("status")],
    },
  ];
}

/**
 * Writes a property as the deployed template has it into policy.json: the template is what it should be. Null for what
 * is not of this stack.
 */
function ofTemplate(storage: Storage, { node }: IConstruct, property: string): string | null {
  const stack = Stack.of(storage);
  const resource = node.defaultChild;
  if (!(resource instanceof CfnElement)) return null;
  const query = `TemplateBody.Resources.${stack.getLogicalId(resource)}.Properties.${property}`;
  const { aws } = commandsIn(storage, "");
  const words = ["--stack-name", stack.stackName, "--output", "json", "--query", query];
  return `${aws("cloudformation", "get-template", ...words)} | tee policy.json`;
}
