import { describe, expect, test } from "vitest";
import type { Source } from "../../../../lib/vault/health/probes.ts";
import { checked, STREAM, WELL, wellVault } from "./well.ts";

const CREATE = "aws lambda create-event-source-mapping --function-name sst-vault-tamper";
const DELETE = "aws lambda delete-event-source-mapping --uuid id-of-sst-vault-tamper --region us-east-1";

/** The check where one of the sources is another. */
async function withSource(reader: "capture" | "tamper", change: (source: Source) => Partial<Source>) {
  const sources = async () =>
    (await WELL.sources()).map((one) => (one.reader === `sst-vault-${reader}` ? { ...one, ...change(one) } : one));
  const { failed, of } = await checked(await wellVault(), { sources });
  return { failed, ...of("sources") };
}
const mapping =
  (change: Partial<Source["mappings"][number]>) =>
  ({ mappings }: Source) => ({
    mappings: mappings.map((one) => ({ ...one, ...change })),
  });

describe("tamper", () => {
  test("is bound anew where the ledger has another stream by now: its old one tells nothing", async () => {
    const told = await withSource("tamper", mapping({ source: `${STREAM}-before` }));
    expect(told).toEqual({
      failed: ["sources"],
      ok: false,
      detail:
        "sst-vault-capture Enabled, " +
        "sst-vault-tamper is not bound to the stream of the ledger: tampering goes unseen (an old one only)",
      advice: `${DELETE} && ${CREATE} --event-source-arn ${STREAM} --batch-size 7 --region us-east-1`,
    });
  });

  test("is bound where nothing is", async () => {
    const { advice } = await withSource("tamper", () => ({ mappings: [] }));
    expect(advice).toBe(`${CREATE} --event-source-arn ${STREAM} --batch-size 7 --region us-east-1`);
  });

  test("gets a stream, and is bound to that, where the stream was turned off: to turn it on again is not enough", async () => {
    const { failed, advice } = await withSource("tamper", () => ({ source: null }));
    expect(failed).toEqual(["sources"]);
    const latest =
      "aws dynamodb describe-table --table-name Ledger-1A --query Table.LatestStreamArn --output text --region us-east-1";
    expect(advice?.split(" && ")).toEqual([
      "aws dynamodb update-table --table-name Ledger-1A " +
        "--stream-specification StreamEnabled=true,StreamViewType=KEYS_ONLY --region us-east-1",
      "aws dynamodb wait table-exists --table-name Ledger-1A --region us-east-1",
      DELETE,
      `${CREATE} --event-source-arn "$(${latest})" --batch-size 7 --region us-east-1`,
    ]);
  });

  test("is well with a second one beside, as long as one reads the ledger's stream", async () => {
    const beside = { id: "old", source: `${STREAM}-before`, state: "Disabled", lastResult: "PROBLEM: no stream" };
    expect((await withSource("tamper", ({ mappings }) => ({ mappings: [beside, ...mappings] }))).ok).toBe(true);
  });
});

test.each(["Disabled", "Disabling"])("what is %s is to be enabled", async (state) => {
  expect(await withSource("capture", mapping({ state }))).toMatchObject({
    failed: ["sources"],
    detail: `sst-vault-capture ${state}, sst-vault-tamper Enabled`,
    advice: "aws lambda update-event-source-mapping --uuid id-of-sst-vault-capture --enabled --region us-east-1",
  });
});

test("what a deploy is changing is well", async () => {
  expect((await withSource("capture", mapping({ state: "Updating" }))).ok).toBe(true);
});

test("capture that reads no queue is bound to it", async () => {
  expect(await withSource("capture", () => ({ mappings: [] }))).toMatchObject({
    detail: "sst-vault-capture reads no queue, sst-vault-tamper Enabled",
    advice:
      "aws lambda create-event-source-mapping --function-name sst-vault-capture " +
      "--event-source-arn arn:aws:sqs:us-east-1:000000000000:sst-vault-changes --batch-size 7 --region us-east-1",
  });
});

test("a problem that Lambda tells of is told, with the log", async () => {
  expect(await withSource("tamper", mapping({ lastResult: "PROBLEM: Function call failed" }))).toMatchObject({
    failed: ["sources"],
    detail: "sst-vault-capture Enabled, sst-vault-tamper PROBLEM: Function call failed",
    advice:
      "aws logs tail /aws/lambda/sst-vault-tamper --since 1h --filter-pattern '?ERROR ?timeout' --region us-east-1",
  });
});
