import type { Actor, AuditEvent } from "../../../../vault/audit-api.ts";
import { who } from "../../../render/who.ts";
import { html, type Markup } from "../markup.ts";
import type { Report } from "../report.ts";
import { breakable } from "./breakable.ts";

/** How it is known who it was, in as few words as tell it. */
export const PROOFS: Record<Actor["proof"], string> = {
  ssm: "Parameter Store",
  trail: "CloudTrail",
  stated: "stated",
  verified: "verified",
};

/** Who an entry names: short, with the whole ARN at hand and one click away, and how that is known. */
export function author({ type, actor }: AuditEvent, { people, input }: Report): Markup {
  if (!actor) return type === "verdict-changed" ? html`<i>the vault</i>` : html`<b class="mark note">unknown</b>`;
  const { arn, proof } = actor;
  const anchor = people.byArn.get(arn)?.anchor;
  const short = breakable(who(arn, input.account));
  const named = anchor ? html`<a href="#${anchor}" title="${arn}">${short}</a>` : html`<b title="${arn}">${short}</b>`;
  return html`${named} <small>${PROOFS[proof]}</small>`;
}
