import { Match } from "aws-cdk-lib/assertions";
import { expect, it } from "vitest";
import { logicalId, synthesize } from "./synthesize.ts";

const { template } = synthesize();
const ledger = logicalId(template, "StorageLedger");

it("streams the ledger's keys and nothing of its entries: no ciphertext leaves the table", () => {
  template.hasResourceProperties("AWS::DynamoDB::GlobalTable", {
    KeySchema: Match.arrayWith([{ AttributeName: "seq", KeyType: "RANGE" }]),
    StreamSpecification: { StreamViewType: "KEYS_ONLY" },
  });
  const streamed = Object.values(template.findResources("AWS::DynamoDB::GlobalTable")).filter(
    ({ Properties }) => Properties.StreamSpecification,
  );
  expect(streamed).toHaveLength(1);
});

it("wakes the function for changes and removals only, from the first moment on, and for a raid once", () => {
  template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
    EventSourceArn: { "Fn::GetAtt": [ledger, "StreamArn"] },
    FunctionName: { Ref: logicalId(template, "FunctionsTamperHandler") },
    FilterCriteria: { Filters: [{ Pattern: '{"eventName":["MODIFY","REMOVE"]}' }] },
    StartingPosition: "TRIM_HORIZON",
    BatchSize: 1000,
    // Tries again until the stream forgets, a day later: no batch is given up before.
    MaximumRetryAttempts: Match.absent(),
    MaximumRecordAgeInSeconds: Match.absent(),
  });
});
