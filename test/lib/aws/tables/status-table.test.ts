import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { expect, test, vi } from "vitest";
import { statusTable } from "../../../../lib/aws/tables/status-table.ts";
import { proofsContract } from "../../../support/contracts/proofs.ts";
import { statusContract } from "../../../support/contracts/status.ts";
import { sampleLive } from "../../../support/ledger-samples.ts";
import { localAws } from "../../../support/local-aws.ts";
import { makeTables } from "../../../support/local-parts.ts";
import { stage } from "../../../support/memory/memory-vault.ts";

const dynamo = new DynamoDBClient(localAws());

statusContract("DynamoDB", async () => ({
  status: statusTable(dynamo, (await makeTables(dynamo)).status),
  overAPage: 2001,
}));

proofsContract("DynamoDB", async () => statusTable(dynamo, (await makeTables(dynamo)).status));

test("a row that cannot be read counts as lost, and hides no other", async () => {
  const { status: table } = await makeTables(dynamo);
  const [broken, whole] = [stage("broken"), stage("whole")];
  const Item = { parameter: { S: broken.arn }, row: { S: "live" }, seq: { N: "1" }, body: { S: '{"scrambled' } };
  await dynamo.send(new PutItemCommand({ TableName: table, Item }));
  const status = statusTable(dynamo, table);
  await status.putLive(sampleLive(whole, 1));
  expect(await status.live(broken.arn)).toBeNull();
  expect((await status.list(null)).rows.map(({ parameter }) => parameter)).toEqual([whole.arn]);
});

test("that a trail delivers cannot be noted where the table is gone, and that stops nothing", async () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  const status = statusTable(dynamo, "no-such-table");
  await status.putTrail({ at: "2026-11-22T12:00:00.000Z", eventTime: "2026-11-22T11:55:00.000Z" });
  expect(logged).toHaveBeenCalledWith({
    message: "could not note that a trail delivers",
    error: expect.stringContaining("ResourceNotFoundException"),
  });
  logged.mockRestore();
});
