import { type EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import { VaultError } from "../vault/errors.ts";
import { type IntegrationEvent, integrationEvent } from "../vault/notices/integration-event.ts";
import { damageNotice, type Notice, notices } from "../vault/notices/notice.ts";
import type { Announcer, DamageNotifier } from "../vault/ports.ts";
import { toldOf } from "./aws-error.ts";
import { log } from "./log.ts";

/** EventBridge takes ten events at once (AWS API reference, PutEvents). */
const BATCH = 10;

/**
 * Tells integrations (default bus) and people (topic) what was recorded. At most once: an append that was
 * made is announced by whoever made it. A failure is logged and stops nothing, since the ledger stands.
 */
export function announcer(
  events: EventBridgeClient,
  sns: SNSClient,
  topicArn: string,
  vault: string,
): Announcer & DamageNotifier {
  const publish = ({ subject, text }: Notice) =>
    sns.send(new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: text }));
  return {
    notifyDamage: (parameter, damage) => tried(parameter, () => publish(damageNotice(parameter, damage, vault))),

    async announce(rows) {
      const entries = rows.map(({ entry }) => entry);
      const told = entries.map(integrationEvent).filter((event) => event !== null);
      const batches = Array.from({ length: Math.ceil(told.length / BATCH) }, (_, n) =>
        told.slice(n * BATCH, (n + 1) * BATCH),
      );
      await Promise.all([
        ...batches.map((batch) => tried(entries[0], () => putEvents(events, batch))),
        ...notices(entries, vault).map((notice) => tried(entries[0], () => publish(notice))),
      ]);
    },
  };
}

async function putEvents(events: EventBridgeClient, batch: IntegrationEvent[]): Promise<void> {
  const Entries = batch.map(({ detailType, detail }) => ({
    Source: "sst-vault",
    DetailType: detailType,
    Detail: JSON.stringify(detail),
  }));
  const { FailedEntryCount = 0 } = await events.send(new PutEventsCommand({ Entries }));
  if (FailedEntryCount > 0)
    throw new VaultError("Unexpected", `${FailedEntryCount} of ${batch.length} events were not taken`);
}

async function tried(about: { name: string; seq?: number } | undefined, call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    log.error("announce failed", { name: about?.name, seq: about?.seq, error: toldOf(error) });
  }
}
