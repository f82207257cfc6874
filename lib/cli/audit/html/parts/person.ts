import type { Actor, AuditEvent } from "../../../../vault/audit-api.ts";
import { html, type Markup } from "../markup.ts";
import type { People } from "../people.ts";
import { breakable } from "./breakable.ts";

/** How it is known who it was, in as few words as tell it. */
export const PROOFS: Record<Actor["proof"], string> = {
  ssm: "Parameter Store",
  trail: "CloudTrail",
  stated: "stated",
  verified: "verified",
};

/** Who an entry names: short, with the whole ARN at hand and one click away, and how that is known. */
export function author({ type, actor }: AuditEvent, people: People): Markup {
  if (!actor) return type === "verdict-changed" ? html`<i>the vault</i>` : html`<b class="mark note">unknown</b>`;
  const { arn, proof } = actor;
  return html`${personLink(arn, people)} <small>${PROOFS[proof]}</small>`;
}

function personLink(arn: string, people: People): Markup {
  const person = people.get(arn);
  if (!person) return breakable(arn);
  return html`<a href="#${person.anchor}" title="${arn}">${breakable(person.short)}</a>`;
}
