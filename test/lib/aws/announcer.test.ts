import { randomUUID } from "node:crypto";
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { announcer } from "../../../lib/aws/announcer.ts";
import { assumeRole, policy } from "../../../lib/local/iam.ts";
import { seedFault } from "../../support/faults.ts";
import { note, point, rowsOf } from "../../support/ledger-samples.ts";
import { localAws } from "../../support/local-aws.ts";
import { bodies, makeQueue, unique } from "../../support/local-parts.ts";
import { stage } from "../../support/memory/memory-vault.ts";

const sqs = new SQSClient(localAws());
const events = new EventBridgeClient(localAws());
const sns = new SNSClient(localAws());

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => vi.restoreAllMocks());

/** What was logged, parsed. */
const logged = () => vi.mocked(console.error).mock.calls.map(([fields]) => fields);

/** A parameter, with a queue that gets what integrations hear of it and one that gets what people are told. */
async function scene() {
  const parameter = stage(randomUUID());
  const senders = { Service: ["events.amazonaws.com", "sns.amazonaws.com"] };
  const open = { Effect: "Allow", Principal: senders, Action: "sqs:SendMessage", Resource: "*" };
  const make = () => makeQueue(sqs, { Policy: policy([open]) });
  const [integrations, people] = await Promise.all([make(), make()]);
  const EventPattern = JSON.stringify({ source: ["sst-vault"], detail: { name: [parameter.name] } });
  const Rule = unique("rule");
  await events.send(new PutRuleCommand({ Name: Rule, EventPattern }));
  await events.send(new PutTargetsCommand({ Rule, Targets: [{ Id: "queue", Arn: integrations.arn }] }));
  const { TopicArn = "" } = await sns.send(new CreateTopicCommand({ Name: unique("topic") }));
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: people.arn }));
  return {
    parameter,
    TopicArn,
    heard: async () => (await bodies(sqs, integrations.url)).map((body) => JSON.parse(body)),
    told: async () => (await bodies(sqs, people.url)).map((body) => JSON.parse(body)),
  };
}

test("integrations hear of every entry but inner ones, in the documented shape, and people of what they must act on", async () => {
  const { parameter, TopicArn, heard, told } = await scene();
  const versions = Array.from({ length: 23 }, (_, n) => point(parameter, { version: n + 1 }));
  const missed = { reason: "no longer in the parameter's history", from: 24, to: 30 };
  const rows = rowsOf(parameter, [
    ...versions,
    note({ type: "capture-missed", detail: missed }),
    note({ type: "deleted", detail: {} }),
    note({ type: "api-call", detail: {} }),
  ]);

  await announcer(events, sns, TopicArn, "sst-vault").announce(rows);

  const seen = (await heard()).sort((a, b) => a.detail.seq - b.detail.seq);
  expect(seen.map((event) => event["detail-type"])).toEqual([
    ...versions.map(() => "Recovery Point Created"),
    "Capture Missed",
    "Passphrase Deleted",
  ]);
  const { account, region, app, name } = parameter;
  expect(seen[0]).toMatchObject({ source: "sst-vault", account, region });
  expect(seen[0].detail).toEqual({
    schema: 1,
    ...{ account, region, app, name, stage: parameter.stage },
    time: "2026-11-22T12:00:00.123Z",
    seq: 1,
    life: 1,
    actor: null,
    recoveryPoint: "20261122T120000.123Z-1",
    parameterVersion: 1,
  });
  expect(seen[23].detail).toMatchObject(missed);
  const notices = await told();
  expect(notices.map(({ Subject }) => Subject)).toEqual([
    expect.stringMatching(/^\[sst-vault\] capture missed: shop\//),
  ]);
  expect(notices[0].Message).toContain(`Versions 24 to 30 of the passphrase ${name}`);
  expect(logged()).toEqual([]);
});

test("one who may tell nobody logs it, without AWS's text, and throws nothing", async () => {
  const { parameter, TopicArn, heard, told } = await scene();
  const rows = rowsOf(parameter, [note({ type: "capture-missed" })]);
  const credentials = await assumeRole(localAws(), unique("mute"), [
    { Effect: "Deny", Action: ["events:*", "sns:*"], Resource: "*" },
  ]);
  const settings = { ...localAws(), credentials };

  await announcer(new EventBridgeClient(settings), new SNSClient(settings), TopicArn, "sst-vault").announce(rows);

  const line = { message: "announce failed", name: parameter.name, seq: 1 };
  expect(logged()).toHaveLength(2);
  for (const found of logged()) {
    expect(found).toEqual({
      ...line,
      error: expect.stringMatching(/^the vault's function may not (events|sns):\w+ \(/),
    });
  }
  expect([await heard(), await told()]).toEqual([[], []]);
});

test("events the bus does not take are logged, and the notice goes out all the same", async () => {
  const { parameter, TopicArn, told } = await scene();
  const answer = { FailedEntryCount: 1, Entries: [{ ErrorCode: "InternalFailure", ErrorMessage: "no" }] };
  await seedFault({ service: "events", action: "PutEvents", status: 200, answer, matching: parameter.name });
  await announcer(events, sns, TopicArn, "sst-vault").announce(rowsOf(parameter, [note({ type: "capture-missed" })]));
  expect(logged()).toMatchObject([{ message: "announce failed", error: "1 of 1 events were not taken" }]);
  expect(await told()).toHaveLength(1);
});

test("nothing to tell of is told to nobody", async () => {
  const { parameter, heard, told, TopicArn } = await scene();
  await announcer(events, sns, TopicArn, "sst-vault").announce([]);
  await announcer(events, sns, TopicArn, "sst-vault").announce(rowsOf(parameter, [note({ type: "api-call" })]));
  expect([await heard(), await told(), logged()]).toEqual([[], [], []]);
});
