import { SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";
import { parseChanges } from "../../../../lib/aws/messages/change-event.ts";
import { changesQueue } from "../../../../lib/aws/messages/changes-queue.ts";
import type { Change } from "../../../../lib/vault/capture/change.ts";
import { changesQueueContract } from "../../../support/contracts/changes-queue.ts";
import { seedFault } from "../../../support/faults.ts";
import { localAws } from "../../../support/local-aws.ts";
import { bodies, makeQueue, unique } from "../../../support/local-parts.ts";

const sqs = new SQSClient(localAws());

const reader = {
  home: { account: "000000000000", region: "us-east-1" },
  restoreRoleArn: "",
  now: new Date("2026-11-22T12:00:01.000Z"),
};

/** A queue of its own, and all that stands in it. */
async function make() {
  const { url } = await makeQueue(sqs);
  const drain = async () => (await bodies(sqs, url)).flatMap((body) => parseChanges(body, reader));
  return { queue: changesQueue(sqs, url), drain };
}

changesQueueContract("SQS", make);

describe("a batch that SQS takes only in part", () => {
  const app = unique("app");
  const change = (stage: string): Change => ({
    name: `/sst/passphrase/${app}/${stage}`,
    hint: { kind: "listed", at: "2026-11-22T12:00:00.123Z", source: "sweep" },
  });
  const refused = (...ids: string[]) => ({
    service: "sqs",
    action: "SendMessageBatch",
    status: 200,
    answer: { Successful: [], Failed: ids.map((Id) => ({ Id, Code: "InternalError", SenderFault: false })) },
  });

  test("is sent again, but only what was refused", async () => {
    const { queue, drain } = await make();
    // SQS takes all three, and its answer says that it took the first and the last.
    await seedFault({ ...refused("1"), matching: "partly", after: true });
    await queue.enqueue([change("partly-a"), change("partly-b"), change("partly-c")]);
    const arrived = (await drain()).map(({ name }) => name.split("/").at(-1)).sort();
    expect(arrived).toEqual(["partly-a", "partly-b", "partly-b", "partly-c"]);
  });

  test("is given up after four times, with an error that counts and does not quote", async () => {
    const { queue, drain } = await make();
    await seedFault({ ...refused("0"), matching: "never", times: 4 });
    await expect(queue.enqueue([change("never")])).rejects.toThrow("the queue refused 1 of 1 messages 4 times");
    expect(await drain()).toEqual([]);
  });
});
