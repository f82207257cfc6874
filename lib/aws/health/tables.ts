import { DescribeContinuousBackupsCommand, DescribeTableCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { TableHealth } from "../../vault/health/probes.ts";
import { isAws } from "../aws-error.ts";
import { appendOnlyPolicy, isAppendOnly } from "./ledger-policy.ts";

/** How a table is, and what protects it; one that is not there is `MISSING`. Of the ledger also whether it is append-only. */
export async function tableHealth(
  dynamo: DynamoDBClient,
  TableName: string,
  kind: "ledger" | "status",
): Promise<TableHealth> {
  try {
    const [{ Table }, { ContinuousBackupsDescription }] = await Promise.all([
      dynamo.send(new DescribeTableCommand({ TableName })),
      dynamo.send(new DescribeContinuousBackupsCommand({ TableName })),
    ]);
    const { TableArn: arn = "" } = Table ?? {};
    const unguarded = kind === "ledger" && !(await isAppendOnly(dynamo, arn));
    const recovery = ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
    return {
      name: TableName,
      state: Table?.TableStatus ?? "unknown",
      deletionProtected: Table?.DeletionProtectionEnabled ?? false,
      recoverable: recovery === "ENABLED",
      missingPolicy: unguarded ? { arn, policy: appendOnlyPolicy() } : null,
    };
  } catch (error) {
    if (!isAws(error, "ResourceNotFoundException", "TableNotFoundException")) throw error;
    // What is not there cannot be protected: the one thing to say is that it is gone.
    return { name: TableName, state: "MISSING", deletionProtected: true, recoverable: true, missingPolicy: null };
  }
}
