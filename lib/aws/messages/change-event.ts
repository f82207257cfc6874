import * as v from "valibot";
import type { Change } from "../../vault/capture/change.ts";
import type { Hint } from "../../vault/capture/hint.ts";
import { VaultError } from "../../vault/errors.ts";
import { isFromElsewhere, ORIGIN, timeTold } from "./event-origin.ts";
import { messageJson } from "./message-json.ts";
import { type Reader, trailedChanges } from "./trail-event.ts";

/**
 * "Parameter Store Change" as EventBridge delivers it (Systems Manager user guide, event examples): no value,
 * no version, no user, one-second resolution. Fields we do not use may come and go.
 */
const ParameterStoreChange = v.object({
  source: v.literal("aws.ssm"),
  "detail-type": v.literal("Parameter Store Change"),
  ...ORIGIN,
  id: v.fallback(v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(64))), undefined),
  time: v.pipe(v.string(), v.isoTimestamp()),
  detail: v.object({ name: v.pipe(v.string(), v.minLength(1)), operation: v.string() }),
});

/** What sweep puts on the queue. */
const SweepMessage = v.object({
  source: v.literal("sst-vault.sweep"),
  name: v.pipe(v.string(), v.minLength(1)),
  kind: v.picklist(["listed", "unlisted"]),
  at: v.pipe(v.string(), v.isoTimestamp()),
});

const OPERATIONS = new Map<string, Hint["kind"]>([
  ["Create", "create"],
  ["Update", "update"],
  ["Delete", "delete"],
]);

/**
 * Parses a message of the changes queue: an event of Parameter Store, one of a trail, or what a sweep sends.
 * @returns the changes, one for each parameter the message names; none for one that changes no value (a label), or is
 * of another account or region
 * @throws VaultError `BadRequest` for anything else; the message's own text is not repeated
 */
export function parseChanges(body: string, reader: Reader): Change[] {
  const json = messageJson(body);
  const swept = v.safeParse(SweepMessage, json);
  if (swept.success) {
    const { name, kind, at } = swept.output;
    return [{ name, hint: { kind, at: timeTold(at, reader.now), source: "sweep" } }];
  }
  if (isFromElsewhere(reader.home, json)) return [];
  const trailed = trailedChanges(json, reader);
  if (trailed) return trailed;
  const event = v.safeParse(ParameterStoreChange, json);
  if (!event.success) {
    throw new VaultError("BadRequest", "the message is none of Parameter Store, of a trail, or of a sweep");
  }
  const { detail, time, id } = event.output;
  if (detail.operation === "LabelParameterVersion") return [];
  const kind = OPERATIONS.get(detail.operation);
  if (!kind) throw new VaultError("BadRequest", "the message tells of an operation this vault does not know");
  const name = detail.name.startsWith("/") ? detail.name : `/${detail.name}`;
  return [{ name, hint: { kind, at: timeTold(time, reader.now), source: "event" }, ...(id && { event: id }) }];
}

/** The message that makes capture look at a parameter a sweep found to differ. */
export function sweepMessage({ name, hint }: Change): string {
  return JSON.stringify({ source: "sst-vault.sweep", name, kind: hint.kind, at: hint.at });
}
