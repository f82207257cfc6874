import {
  DeleteItemCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetResourcePolicyCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../../lib/local/emulator.ts";
import { assumeRole, clientOf } from "../../../lib/local/iam.ts";

const DENY = { Effect: "Deny", Principal: { AWS: "*" }, Action: ["dynamodb:DeleteItem"], Resource: "*" };
const ANY = [{ Effect: "Allow", Action: "dynamodb:*", Resource: "*" }];
const Key = { id: { S: "one" } };
let emulator: Emulator;
let dynamo: DynamoDBClient;

beforeAll(async () => {
  emulator = await startEmulator();
  dynamo = new DynamoDBClient(clientOf(emulator));
});
afterAll(() => emulator?.stop());

/** A table as CDK's TableV2 writes it, protected or not. */
function template(protect: boolean) {
  const PolicyDocument = { Version: "2012-10-17", Statement: [DENY] };
  const protection = {
    DeletionProtectionEnabled: protect,
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: protect, RecoveryPeriodInDays: 35 },
    ResourcePolicy: { PolicyDocument },
  };
  return {
    Resources: {
      Table: {
        Type: "AWS::DynamoDB::GlobalTable",
        Properties: {
          TableName: "kept",
          BillingMode: "PAY_PER_REQUEST",
          KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
          AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
          StreamSpecification: { StreamViewType: "KEYS_ONLY" },
          Replicas: [{ Region: "us-east-1", ...protection }],
        },
      },
    },
  };
}

/** Calls CloudFormation's query API as root, and waits until the stack stands. */
async function cloudFormation(Action: string, body: object): Promise<void> {
  const call = async (parameters: Record<string, string>) => {
    const credential = "Credential=test/20261122/us-east-1/cloudformation/aws4_request";
    const response = await fetch(emulator.endpoint, {
      method: "POST",
      headers: { authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=0` },
      body: new URLSearchParams({ Version: "2010-05-15", StackName: "tables", ...parameters }),
    });
    return response.text();
  };
  await call({ Action, TemplateBody: JSON.stringify(body) });
  await expect
    .poll(() => call({ Action: "DescribeStacks" }), { timeout: 20_000 })
    .toContain(`<StackStatus>${Action === "CreateStack" ? "CREATE" : "UPDATE"}_COMPLETE</StackStatus>`);
}

async function protection() {
  const { Table } = await dynamo.send(new DescribeTableCommand({ TableName: "kept" }));
  const backups = await dynamo.send(new DescribeContinuousBackupsCommand({ TableName: "kept" }));
  const recovery = backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
  return { deletion: Table?.DeletionProtectionEnabled, recovery };
}

test("a deployed table is protected as its template says, and its policy acts on all but root", async () => {
  await cloudFormation("CreateStack", template(true));
  expect(await protection()).toEqual({ deletion: true, recovery: "ENABLED" });
  const ResourceArn = "arn:aws:dynamodb:us-east-1:000000000000:table/kept";
  const { Policy = "" } = await dynamo.send(new GetResourcePolicyCommand({ ResourceArn }));
  expect(JSON.parse(Policy)).toMatchObject({ Statement: [DENY] });

  const admin = new DynamoDBClient(clientOf(emulator, await assumeRole(emulator, "admin", ANY)));
  await admin.send(new PutItemCommand({ TableName: "kept", Item: Key }));
  const remove = new DeleteItemCommand({ TableName: "kept", Key });
  await expect(admin.send(remove)).rejects.toMatchObject({ name: "AccessDeniedException" });
  await dynamo.send(remove);

  await cloudFormation("UpdateStack", template(false));
  expect(await protection()).toEqual({ deletion: false, recovery: "DISABLED" });
});
