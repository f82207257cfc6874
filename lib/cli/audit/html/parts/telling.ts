import type { AuditEvent } from "../../../../vault/audit-api.ts";
import { isStillLive } from "../../../../vault/restored.ts";
import { detailTexts, detailText as text } from "../../detail-text.ts";
import { html, type Markup } from "../markup.ts";
import { verdictMark } from "./verdict-mark.ts";

type Detail = AuditEvent["detail"];

/** What an entry is called in the timeline, and how it weighs: each tone has its own sign besides its colour. */
interface Kind {
  word: string;
  tone: "new" | "gone" | "good" | "note" | "open";
}

const KINDS: Record<AuditEvent["type"], Kind> = {
  created: { word: "created", tone: "new" },
  updated: { word: "updated", tone: "new" },
  "capture-missed": { word: "capture missed", tone: "note" },
  deleted: { word: "deleted", tone: "gone" },
  restored: { word: "restored", tone: "good" },
  "restore-refused": { word: "restore refused", tone: "note" },
  "verdict-changed": { word: "verdict", tone: "open" },
  "api-call": { word: "API call", tone: "open" },
  revealed: { word: "revealed", tone: "note" },
};

export function kindOf({ type, detail }: AuditEvent): Kind {
  return type === "api-call" && detail.failed === true ? { word: "failed call", tone: "gone" } : KINDS[type];
}

/** What an entry tells, in sentences. */
export function telling(event: AuditEvent): Markup {
  const { detail } = event;
  switch (event.type) {
    case "created":
    case "updated":
      return keptValue(event);
    case "capture-missed":
      return html`A value is not in the vault: ${text(detail, "reason") ?? "no reason noted"}. ${versions(detail)}`;
    case "deleted":
      return detail.observed === true
        ? html`The parameter was gone when the vault looked; this is the latest it can have been.`
        : html`The parameter was deleted. Its recovery points stay.`;
    case "restored":
      return isStillLive(detail.because)
        ? html`${point("Recovery point", detail, "recoveryPoint")} is live again. ${restoreFacts(detail)}`
        : html`Not live any more: ${text(detail, "reason") ?? "no reason noted"}. ${restoreFacts(detail)}`;
    case "restore-refused":
      return html`Nothing was changed: ${text(detail, "reason") ?? "no reason noted"}. ${restoreFacts(detail)}`;
    case "verdict-changed":
      return judgement(detail);
    case "api-call":
      return callFacts(detail);
    case "revealed":
      return html`${point("The value of recovery point", detail, "recoveryPoint", event.recoveryPoint)} ${text(detail, "copiedTo") === null ? "was revealed" : html`was copied to ${text(detail, "copiedTo")}`}. ${stated(detail)}`;
  }
}

function keptValue({ recoveryPoint, detail }: AuditEvent): Markup {
  const settings = ["type", "tier", "keyId"].map((key) => text(detail, key)).filter((part) => part !== null);
  const version = text(detail, "parameterVersion");
  const life = text(detail, "life");
  const source = SOURCES.get(detail.source);
  const parts = [
    ...(version ? [`version ${version}`] : []),
    ...(life !== null && life !== "1" ? [`life ${life}`] : []),
    ...settings,
    ...(source ? [`kept by ${source}`] : []),
    ...(detail.beforeVault === true ? ["from before it was first seen"] : []),
  ];
  return html`Recovery point <code>${recoveryPoint}</code> <small>${parts.join(", ")}</small>`;
}

const SOURCES = new Map<unknown, string>([
  ["event", "an event"],
  ["sweep", "a sweep"],
  ["restore", "a restore"],
]);

function versions(detail: Detail): Markup | null {
  const [from, to] = [text(detail, "from"), text(detail, "to")];
  if (!from) return null;
  return from === to || !to ? html`It was version ${from}.` : html`These were versions ${from} to ${to}.`;
}

function restoreFacts(detail: Detail): Markup {
  const replaced = text(detail, "replaced");
  const warnings = detailTexts(detail, "warnings").map((warning) => html`<small>Warning: ${warning}</small>`);
  return html`${replaced && html`It replaced <code>${replaced}</code>. `}${stated(detail)}${warnings}`;
}

function stated(detail: Detail): Markup | null {
  const reason = text(detail, "statedReason");
  return reason === null ? null : html`Reason given: <q>${reason}</q>`;
}

function judgement(detail: Detail): Markup {
  const [from, to, cause] = [text(detail, "from") ?? "?", text(detail, "to") ?? "?", text(detail, "cause")];
  const why = [text(detail, "reason"), cause && `tested after: ${cause}`].filter(Boolean).join("; ");
  return html`${verdictMark(from)} → ${verdictMark(to)} <small>${why}</small>`;
}

/** What CloudTrail tells of a call: what, from where, with what. */
export function callFacts(detail: Detail): Markup {
  const error = text(detail, "errorCode");
  const facts = [
    ["from", "sourceIp"],
    ["as", "identityType"],
    ["with", "userAgent"],
  ].flatMap(([word = "", key = ""]) => (text(detail, key) ? [` ${word} ${text(detail, key)}`] : []));
  return html`${error && html`<strong>${error}</strong>: `}<code>${
    text(detail, "eventName") ?? "a call"
  }</code>${facts.join(",")}${detail.byVault === "restore" && ", by the vault's restore"}`;
}

function point(words: string, detail: Detail, key: string, other: string | null = null): Markup {
  const id = text(detail, key) ?? other;
  return id === null ? html`${words}` : html`${words} <code>${id}</code>`;
}
