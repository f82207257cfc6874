import { expect, test } from "vitest";
import { tamperings } from "../../../../lib/aws/tables/ledger-stream.ts";

const ARN = "arn:aws:ssm:eu-west-1:111122223333:parameter/sst/passphrase/shop/prod";

/** A record as Lambda hands it over (Lambda developer guide, DynamoDB event), of a stream with keys only. */
function record(eventName: string, more: object = {}) {
  return {
    eventID: "c4ca4238a0b923820dcc509a6f75849b",
    eventName,
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: "eu-west-1",
    dynamodb: {
      ApproximateCreationDateTime: 1795312186,
      Keys: { parameter: { S: ARN }, seq: { N: "12" } },
      SequenceNumber: "4421584500000000017450439091",
      SizeBytes: 26,
      StreamViewType: "KEYS_ONLY",
    },
    eventSourceARN: "arn:aws:dynamodb:eu-west-1:111122223333:table/Ledger/stream/2026-11-22T00:00:00.000",
    ...more,
  };
}

test("tells of what was changed and removed, by hand or by an expiry date, and not of an append", () => {
  const userIdentity = { type: "Service", principalId: "dynamodb.amazonaws.com" };
  const Records = [record("INSERT"), record("MODIFY"), record("REMOVE"), record("REMOVE", { userIdentity })];
  const told = { parameter: ARN, seq: 12, at: "2026-11-22T01:49:46.000Z" };
  expect(tamperings({ Records })).toEqual([
    { ...told, how: "changed", expired: false },
    { ...told, how: "removed", expired: false },
    { ...told, how: "removed", expired: true },
  ]);
});

test("does not pass over what it does not understand", () => {
  expect(() => tamperings({ Records: [record("REPLACE")] })).toThrow();
  expect(() => tamperings({})).toThrow();
});
