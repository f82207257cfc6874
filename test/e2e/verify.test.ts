import { DynamoDBClient, paginateQuery } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, inject, test } from "vitest";
import { ledgerRows } from "../../lib/aws/tables/ledger-item.ts";
import { secretsFile, stateFile } from "../../lib/local/sst-files.ts";
import { STATE_BUCKET } from "../../lib/local/sst-home.ts";
import type { Entry } from "../../lib/vault/ledger/ledger.ts";
import { localAws } from "../support/local-aws.ts";
import { history, nameOf, newValue, users } from "./stages.ts";
import { hear } from "./topic.ts";
import { until } from "./until.ts";

const dynamo = new DynamoDBClient(localAws());
const lambda = new LambdaClient(localAws());
const s3 = new S3Client(localAws());
const { put, remove } = users();

/** What SST stores of a stage. */
const store = (Key: string, Body: Buffer) => s3.send(new PutObjectCommand({ Bucket: STATE_BUCKET, Key, Body }));

/** The verdicts that a parameter's ledger tells of, oldest first, once the last of them is the one waited for. */
async function verdicts(name: string, last: string): Promise<Entry["detail"][]> {
  const parameter = `arn:aws:ssm:us-east-1:000000000000:parameter${name}`;
  const query = {
    TableName: inject("vault").LedgerTable,
    KeyConditionExpression: "#parameter = :parameter",
    ExpressionAttributeNames: { "#parameter": "parameter" },
    ExpressionAttributeValues: { ":parameter": { S: parameter } },
  };
  const ask = async () => {
    const entries: Entry[] = [];
    for await (const { Items = [] } of paginateQuery({ client: dynamo }, query)) {
      entries.push(...ledgerRows(parameter, Items).map(({ entry }) => entry));
    }
    return entries.filter(({ type }) => type === "verdict-changed").map(({ detail }) => detail);
  };
  return await until(ask, (changes) => changes.at(-1)?.to === last);
}

/** Asks verify itself, as the CLI does. */
async function verifyNow(request: object): Promise<Record<string, unknown>> {
  const command = new InvokeCommand({ FunctionName: "sst-vault-verify", Payload: JSON.stringify(request) });
  const { Payload } = await lambda.send(command);
  return JSON.parse(Buffer.from(Payload ?? []).toString());
}

/** A sweep of another test may have been there first. */
const nobodyAsked = expect.stringMatching(/^(capture|sweep)$/);

test("a regenerated passphrase is told within seconds, once, with nobody asking", async () => {
  const name = nameOf("verify", "prod");
  const heard = await hear(name);
  const right = newValue();
  await store("app/verify/prod.json", await stateFile(right));
  await store("secret/verify/prod.json", secretsFile(right));
  await put(name, right);
  expect(await verdicts(name, "ok")).toMatchObject([{ from: "unproven", to: "ok", cause: nobodyAsked }]);
  const { recoveryPoints } = await history(name, (told) => told.recoveryPoints.length === 1);

  // What happens where somebody cleans up, and the next `sst diff` makes a passphrase anew.
  await remove(name);
  await put(name, newValue());
  const changes = await verdicts(name, "recoverable");
  expect(changes.at(-1)).toMatchObject({ to: "recoverable", recoveryPoint: recoveryPoints[0]?.id });
  const [message] = await until(heard, (messages) => messages.length > 0);
  expect(message?.text).toContain(`npx sst-vault restore ${name}`);

  expect(await verifyNow({ app: "verify", stage: "prod" })).toMatchObject({
    ok: true,
    results: [{ name, live: true, verdict: "recoverable", opens: { state: "yes", secrets: "yes" } }],
  });
  await Promise.all([verifyNow({ name }), verifyNow({ name })]);
  expect(await heard()).toHaveLength(1);
  expect(await verdicts(name, "recoverable")).toHaveLength(changes.length);
});

test("one who asks about a stage is told of its app's _fallback as well, where there is one", async () => {
  const [dev, fallback] = [newValue(), newValue()];
  await store("secret/verify-shared/_fallback.json", secretsFile(fallback));
  await put(nameOf("verify-shared", "dev"), dev);
  await put(nameOf("verify-shared", "_fallback"), fallback);
  const asked = () => verifyNow({ app: "verify-shared", stage: "dev" });
  const told = await until(asked, ({ results }) => Array.isArray(results) && results.length === 2);
  expect(told.results).toMatchObject([
    { stage: "dev", verdict: "unproven", cause: { code: "nothing-to-test" } },
    { stage: "_fallback", verdict: "ok", opens: { state: "absent", secrets: "yes" } },
  ]);
  expect(await verifyNow({ app: "verify-shared", stage: "_fallback" })).toMatchObject({
    results: [{ stage: "_fallback" }],
  });
});

test("what nobody knows is not found, and what is not asked well is not understood", async () => {
  expect(await verifyNow({ app: "verify", stage: "nowhere" })).toMatchObject({
    ok: false,
    error: { code: "NotFound" },
  });
  expect(await verifyNow({ stage: "prod" })).toMatchObject({ ok: false, error: { code: "BadRequest" } });
  expect(await verifyNow({ app: "verify", stage: "prod", force: true })).toMatchObject({ ok: false });
});
