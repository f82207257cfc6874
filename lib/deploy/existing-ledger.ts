import { DescribeTableCommand, DynamoDBClient, type TableDescription } from "@aws-sdk/client-dynamodb";
import { isAws } from "../aws/aws-error.ts";
import type { Settings } from "../infra/settings.ts";
import { VaultError } from "../vault/errors.ts";
import type { Target } from "./target.ts";

/**
 * The settings with the stream of the ledger that is there, where they name one: a table that was brought back from a
 * backup has another than it had.
 * @throws VaultError `NotFound` where there is no such table, `BadRequest` where it has no stream, `NotAllowed`
 */
export async function withStream(settings: Settings, { region, credentials }: Target): Promise<Settings> {
  const { ledgerTable } = settings;
  if (ledgerTable === undefined) return { ...settings, ledgerStream: undefined };
  const { LatestStreamArn, StreamSpecification } = await describe(ledgerTable, { region, credentials });
  if (LatestStreamArn && StreamSpecification?.StreamEnabled) return { ...settings, ledgerStream: LatestStreamArn };
  const stream = "StreamEnabled=true,StreamViewType=KEYS_ONLY";
  throw new VaultError(
    "BadRequest",
    `the table ${ledgerTable} has no stream, by which tampering would be seen`,
    `aws dynamodb update-table --table-name ${ledgerTable} --stream-specification ${stream} --region ${region}`,
  );
}

async function describe(name: string, client: Pick<Target, "region" | "credentials">): Promise<TableDescription> {
  try {
    return (await new DynamoDBClient(client).send(new DescribeTableCommand({ TableName: name }))).Table ?? {};
  } catch (cause) {
    if (isAws(cause, "ResourceNotFoundException")) {
      const hint = `aws dynamodb list-tables --region ${client.region}`;
      throw new VaultError("NotFound", `there is no table ${name} in ${client.region}`, hint, { cause });
    }
    if (!isAws(cause, "AccessDeniedException")) throw cause;
    throw new VaultError("NotAllowed", `you may not dynamodb:DescribeTable on ${name}`, null, { cause });
  }
}
