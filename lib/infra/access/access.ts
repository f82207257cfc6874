import { Effect, PolicyDocument, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Places } from "./places.ts";
import type { Right } from "./right.ts";
import { RIGHTS } from "./rights.ts";

/**
 * Who may do what: the one declaration. The functions' policies are made of it, and so is the README's
 * matrix; tests hold the template to both. What must stay true:
 *
 * - Nobody changes or deletes what was written: no DeleteItem, UpdateItem, BatchWriteItem anywhere.
 * - Only restore writes parameters. Only verify and restore open sealed values: verify, which tries them on
 *   SST's files, cannot seal one. Capture, which reads every value, cannot open one again; sweep and query
 *   read no value and no ciphertext, since the indexes do not hold any.
 * - Using a key directly, via DynamoDB and via SSM are rights of their own: `kms:ViaService` keeps "may read
 *   the table" from meaning "may open what is in it".
 */
export const ACCESS = {
  capture: [
    "ReadValues",
    "FindValues",
    "DecryptParameters",
    "Seal",
    "UseTables",
    "UseTablesToWrite",
    "AppendToLedger",
    "FindInLedger",
    "KeepStatus",
    "ConsumeChanges",
    "SendChecks",
    "PutEvents",
    "Notify",
    "WriteLog",
  ],
  sweep: [
    "ListParameters",
    "UseTables",
    "UseTablesToWrite",
    "ScanLedgerIndex",
    "ScanStatus",
    "RecordSweep",
    "SendChanges",
    "SendChecks",
    "WriteLog",
  ],
  verify: [
    "ReadValues",
    "DecryptParameters",
    "ReadBootstrap",
    "ReadArtifacts",
    "FindArtifacts",
    "FindOldVersions",
    "DecryptArtifacts",
    "Open",
    "UseTables",
    "UseTablesToWrite",
    "AppendToLedger",
    "KeepAndSearchStatus",
    "ConsumeChecks",
    "PutEvents",
    "Notify",
    "WriteLog",
  ],
  restore: [
    "ReadValues",
    "WriteParameters",
    "DecryptParameters",
    "EncryptParameters",
    "ReadBootstrap",
    "ReadArtifacts",
    "FindArtifacts",
    "FindOldVersions",
    "DecryptArtifacts",
    "Seal",
    "Open",
    "UseTables",
    "UseTablesToWrite",
    "AppendToLedger",
    "KeepStatus",
    "PutEvents",
    "Notify",
    "WriteLog",
  ],
  query: [
    "UseTables",
    "ScanLedgerIndex",
    "QueryLedgerIndex",
    "ReadStatus",
    "InspectQueues",
    "InspectKey",
    "InspectTables",
    "InspectPolicy",
    "InspectSources",
    "InspectRules",
    "InspectFunctions",
    "InspectAlias",
    "InspectInvokers",
    "InspectRoles",
    "InspectMetrics",
    "InspectAlarms",
    "InspectTopic",
    "FindTrails",
    "InspectTrails",
    "WriteLog",
  ],
  tamper: ["UseTables", "ReadLedgerStream", "Notify", "WriteLog"],
} as const satisfies Record<string, readonly (keyof typeof RIGHTS)[]>;

/** A function of the vault, by what it is there for. */
export type Duty = keyof typeof ACCESS;

/** All that a function may do, one statement a right. */
export function accessPolicy(duty: Duty, at: Places): PolicyDocument {
  const statements = ACCESS[duty].map((name) => {
    const right: Right = RIGHTS[name];
    return new PolicyStatement({
      sid: name,
      effect: Effect.ALLOW,
      actions: [...right.actions],
      resources: [...right.on(at)],
      ...(right.when && { conditions: right.when(at) }),
    });
  });
  return new PolicyDocument({ statements });
}

/** The wildcards among a function's resources, each with the reason it cannot do without. */
export function wildcards(duty: Duty, at: Places): { resource: string; reason: string }[] {
  return ACCESS[duty].flatMap((name) => {
    const { on, wildcard: reason }: Right = RIGHTS[name];
    return reason ? on(at).map((resource) => ({ resource, reason })) : [];
  });
}

/** The README's matrix: a row a function, a column a kind of right. */
export function accessMatrix(): string {
  const rights: Right[] = Object.values(RIGHTS);
  const columns = [...new Set(rights.map(({ column }) => column))];
  const row = (cells: string[]) => `| ${cells.join(" | ")} |`;
  const rows = Object.entries(ACCESS).map(([duty, names]) => {
    const held: Right[] = names.map((name) => RIGHTS[name]);
    const cells = (of: string) => new Set(held.filter(({ column }) => column === of).map(({ cell }) => cell));
    return row([duty, ...columns.map((column) => [...cells(column)].join(", ") || "no")]);
  });
  return [row(["function", ...columns]), row(["---", ...columns.map(() => "---")]), ...rows].join("\n");
}
