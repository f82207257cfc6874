import type { SQSClient } from "@aws-sdk/client-sqs";
import * as v from "valibot";
import { VaultError } from "../../vault/errors.ts";
import type { CheckQueue } from "../../vault/ports.ts";
import type { Check } from "../../vault/verify/check-batch.ts";
import { messageJson } from "./message-json.ts";
import { sendBatches } from "./send-batches.ts";

const CheckMessage = v.object({
  source: v.literal("sst-vault.checks"),
  name: v.pipe(v.string(), v.minLength(1)),
  cause: v.picklist(["capture", "sweep"]),
});

/** The checks queue, as capture and sweep fill it. */
export function checksQueue(sqs: SQSClient, queueUrl: string): CheckQueue {
  return {
    enqueue: (names, cause) =>
      sendBatches(
        sqs,
        queueUrl,
        names.map((name) => JSON.stringify({ source: "sst-vault.checks", name, cause })),
      ),
  };
}

/**
 * Parses a message of the checks queue.
 * @throws VaultError `BadRequest` for anything else; the message's own text is not repeated
 */
export function parseCheck(body: string): Check {
  const message = v.safeParse(CheckMessage, messageJson(body));
  if (!message.success) throw new VaultError("BadRequest", "the message does not name a parameter to be verified");
  const { name, cause } = message.output;
  return { name, cause };
}
