import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { publicError, withoutMessage } from "../lib/aws/aws-error.ts";
import { environment, homeOf, type Invocation } from "../lib/aws/function-shell.ts";
import { tamperings } from "../lib/aws/tables/ledger-stream.ts";
import { tamperNotice } from "../lib/vault/notices/tamper-notice.ts";

const env = environment("vaultName", "topicArn", "ledgerTable");
const sns = new SNSClient({});

/**
 * Tells people what was changed or removed in the ledger; the stream brings nothing else. Fails where it
 * cannot be told: then the stream comes again with it, for a day.
 */
export const handler = async (event: unknown, invocation: Invocation): Promise<void> => {
  try {
    const [first, ...others] = tamperings(event);
    if (!first) return;
    const { account, region } = homeOf(invocation, "");
    const where = { vault: env.vaultName, ledgerTable: env.ledgerTable, account, region };
    const { subject, text } = tamperNotice([first, ...others], where);
    await sns.send(new PublishCommand({ TopicArn: env.topicArn, Subject: subject, Message: text }));
  } catch (error) {
    throw withoutMessage(publicError(error));
  }
};
