import type { AuditEvent } from "../../vault/audit-api.ts";
import { isForced, isStillLive } from "../../vault/restored.ts";
import { isBroken } from "../../vault/verdicts.ts";
import type { Cell } from "../render/table.ts";
import { who } from "../render/who.ts";
import { detailText } from "./detail-text.ts";
import { lateBy } from "./late.ts";

/** What happened, in a few words, and when it was written down where that was late. */
export function whatCell(event: AuditEvent): Cell {
  const late = lateBy(event);
  const text = late === null ? words(event) : `${words(event)} (recorded ${late} later)`;
  const format = urgency(event);
  return format ? { text, format } : text;
}

/** The detail is never relied on to be there. */
function words({ type, detail, recoveryPoint }: AuditEvent): string {
  // The detail calls so what a sweep found, also where the vault was long there by then.
  const before = detail.beforeVault === true ? ", before it was first seen" : "";
  const said = (key: string) => detailText(detail, key) ?? "?";
  switch (type) {
    case "created":
      return `created${before}`;
    case "updated":
      return `updated: version ${said("parameterVersion")}${before}`;
    case "capture-missed":
      return `${missed(detail)} not kept: ${said("reason")}`;
    case "deleted":
      return detail.observed === true ? "found deleted" : "deleted";
    case "restored":
      return `restored from ${said("recoveryPoint")}${foreign(detail)}${how(detail)}${stated(detail)}`;
    case "restore-refused":
      return `restore refused: ${said("reason")}${stated(detail)}`;
    case "verdict-changed":
      return `verdict ${said("from")} -> ${said("to")}`;
    case "api-call":
      if (detail.failed !== true) return said("eventName");
      return `${said("eventName")} ${outcome(said("errorCode"))}: ${said("errorCode")}${more(detail)}`;
    case "revealed":
      return detailText(detail, "copiedTo") === null
        ? `value of ${recoveryPoint ?? said("recoveryPoint")} revealed`
        : `value of ${recoveryPoint ?? said("recoveryPoint")} copied to ${said("copiedTo")}${stated(detail)}`;
  }
}

function outcome(errorCode: string): string {
  return /Denied|Unauthorized/.test(errorCode) ? "refused" : "failed";
}

/** Of more calls that fail than an hour may have, the vault keeps no entry. */
function more(detail: AuditEvent["detail"]): string {
  return detail.more === true ? " (so often that more may have failed within the hour)" : "";
}

/** Of which other parameter the recovery point was. */
function foreign(detail: AuditEvent["detail"]): string {
  const from = detailText(detail, "from");
  return from === null ? "" : ` of ${from}`;
}

/** Whether only force allowed a restore, and whether its value was live when it was recorded. */
function how(detail: AuditEvent["detail"]): string {
  return `${isForced(detail) ? ", forced" : ""}${isStillLive(detail.because) ? "" : ", replaced since"}`;
}

/** Why somebody asked for it, in his own words. */
function stated(detail: AuditEvent["detail"]): string {
  const reason = detailText(detail, "statedReason");
  return reason === null ? "" : ` ("${reason}")`;
}

function missed(detail: AuditEvent["detail"]): string {
  const [from, to] = [detailText(detail, "from"), detailText(detail, "to")];
  if (from === null) return "a value was";
  return from === (to ?? from) ? `version ${from} was` : `versions ${from} to ${to} were`;
}

function urgency({ type, detail }: AuditEvent): "red" | "yellow" | "green" | null {
  switch (type) {
    case "deleted":
    case "capture-missed":
    case "revealed":
      return "yellow";
    case "restore-refused":
      return "red";
    case "api-call":
      return detail.failed === true ? "red" : null;
    case "restored":
      return "green";
    case "verdict-changed":
      if (isBroken(detailText(detail, "to") ?? "")) return "red";
      return detail.to === "ok" ? "green" : null;
    default:
      return null;
  }
}

/** Who did it. What the vault finds out by itself nobody does. */
export function whoText({ type, actor, detail }: AuditEvent, account: string): string {
  if (actor) return who(actor.arn, account);
  if (type === "verdict-changed") return "the vault";
  return typeof detail.invokedBy === "string" ? detail.invokedBy : who(null, account);
}
