import { describe, expect, it } from "vitest";
import { LEDGER } from "../../../lib/aws/environment.ts";
import { arnOf, idOf, resources, template } from "./default-stack.ts";
import { statements } from "./synthesize.ts";

describe("storage", () => {
  it("keeps a key that rotates, outlives the stack and takes thirty days to delete", () => {
    template.hasResource("AWS::KMS::Key", {
      DeletionPolicy: "Retain",
      UpdateReplacePolicy: "Retain",
      Properties: { EnableKeyRotation: true, PendingWindowInDays: 30 },
    });
    template.hasResourceProperties("AWS::KMS::Alias", {
      AliasName: "alias/sst-vault",
      TargetKeyId: arnOf("StorageKey"),
    });
  });

  it.each(["StorageLedger", "StorageStatus"])(
    "keeps %s under that key, recoverable, undeletable, and with a generated name",
    (table) => {
      const { Type, Properties, ...policies } = resources[idOf(table)] ?? expect.fail();
      expect(Type).toBe("AWS::DynamoDB::GlobalTable");
      expect(policies).toMatchObject({ DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" });
      expect(Properties).toMatchObject({
        BillingMode: "PAY_PER_REQUEST",
        SSESpecification: { SSEEnabled: true, SSEType: "KMS" },
        Replicas: [
          {
            DeletionProtectionEnabled: true,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
            SSESpecification: { KMSMasterKeyId: arnOf("StorageKey") },
          },
        ],
      });
      expect(Properties).not.toHaveProperty("TableName");
      // DynamoDB itself would delete what has expired, whatever any policy says.
      expect(Properties).not.toHaveProperty("TimeToLiveSpecification");
    },
  );

  it("projects the metadata into both indexes of the ledger, and never a sealed value", () => {
    const { GlobalSecondaryIndexes: indexes } = resources[idOf("StorageLedger")]?.Properties ?? {};
    const held = (
      indexes as {
        IndexName: string;
        KeySchema: { AttributeName: string }[];
        Projection: { ProjectionType: string; NonKeyAttributes: string[] };
      }[]
    ).map(({ IndexName, KeySchema, Projection }) => ({
      IndexName,
      type: Projection.ProjectionType,
      attributes: [...KeySchema.map(({ AttributeName }) => AttributeName), ...Projection.NonKeyAttributes].sort(),
    }));
    expect(held).toEqual([
      { IndexName: "by-parameter", type: "INCLUDE", attributes: ["parameter", "seq", ...LEDGER.metadata].sort() },
      { IndexName: "by-month", type: "INCLUDE", attributes: [...LEDGER.metadata].sort() },
    ]);
    expect(JSON.stringify(indexes)).not.toMatch(/sealed|context|"ALL"/);
  });

  it("refuses to everyone what would change or delete entries of the ledger", () => {
    expect(
      statements(template)
        .filter(({ holder }) => holder === idOf("StorageLedger"))
        .map(({ statement }) => statement),
    ).toEqual([
      {
        Sid: "EntriesAreNeverChanged",
        Effect: "Deny",
        Principal: { AWS: "*" },
        Action: [
          "dynamodb:DeleteItem",
          "dynamodb:UpdateItem",
          "dynamodb:BatchWriteItem",
          "dynamodb:PartiQLDelete",
          "dynamodb:PartiQLInsert",
          "dynamodb:PartiQLUpdate",
          "dynamodb:UpdateTimeToLive",
        ],
        Resource: "*",
      },
    ]);
  });
});
