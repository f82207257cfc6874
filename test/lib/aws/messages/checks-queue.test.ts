import { SQSClient } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { checksQueue, parseCheck } from "../../../../lib/aws/messages/checks-queue.ts";
import { checksQueueContract } from "../../../support/contracts/checks-queue.ts";
import { localAws } from "../../../support/local-aws.ts";
import { bodies, makeQueue } from "../../../support/local-parts.ts";

const sqs = new SQSClient(localAws());

async function make() {
  const { url } = await makeQueue(sqs);
  const drain = async () => (await bodies(sqs, url)).map((body) => parseCheck(body).name);
  return { url, queue: checksQueue(sqs, url), drain };
}

checksQueueContract("SQS", make);

test("a message says which parameter, and why", async () => {
  const { url, queue } = await make();
  await queue.enqueue(["/sst/passphrase/shop/dev"], "capture");
  const [body = ""] = await bodies(sqs, url);
  expect(JSON.parse(body)).toEqual({ source: "sst-vault.checks", name: "/sst/passphrase/shop/dev", cause: "capture" });
  expect(parseCheck(body)).toEqual({ name: "/sst/passphrase/shop/dev", cause: "capture" });
});

test.each([
  ["scrambled", "the message is not JSON"],
  ['{"source":"aws.ssm","name":"/scrambled","cause":"capture"}', "does not name a parameter"],
  ['{"source":"sst-vault.checks","name":"","cause":"capture"}', "does not name a parameter"],
  ['{"source":"sst-vault.checks","name":"/scrambled","cause":"whim"}', "does not name a parameter"],
])("of %s no check is made, and it is not quoted", (body, message) => {
  expect(() => parseCheck(body)).toThrow(
    expect.objectContaining({ code: "BadRequest", message: expect.stringContaining(message) }),
  );
  expect(() => parseCheck(body)).not.toThrow("scrambled");
});
