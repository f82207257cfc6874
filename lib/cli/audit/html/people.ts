import type { Actor, AuditEvent } from "../../../vault/audit-api.ts";
import { who } from "../../render/who.ts";
import type { Line } from "./lines.ts";

/** What someone did, by kind of act. A call that explains a change is that change, and not counted again. */
export const ACTS = ["wrote", "missed", "deleted", "restored", "refused", "revealed", "calls", "failed"] as const;
export type Act = (typeof ACTS)[number];

/** Someone who shows up in the ledger: a user, a role's session, the vault itself. */
export interface Person {
  /** Where the page tells of them. */
  anchor: string;
  /** Null stands for all whom nobody knows. */
  arn: string | null;
  short: string;
  proofs: Set<Actor["proof"]>;
  acts: Record<Act, number>;
}

/** Everyone by ARN, those who did most first, the unknown last. */
export type People = ReadonlyMap<string | null, Person>;

export function peopleOf(lines: readonly Line[], account: string): People {
  const people = new Map<string | null, Omit<Person, "anchor">>();
  for (const { event } of lines) {
    const act = actOf(event);
    if (!act) continue;
    const arn = event.actor?.arn ?? null;
    const person = people.get(arn) ?? { arn, short: who(arn, account), proofs: new Set(), acts: nothing() };
    if (event.actor) person.proofs.add(event.actor.proof);
    person.acts[act] += 1;
    people.set(arn, person);
  }
  const sorted = [...people.values()].sort(
    (a, b) => Number(a.arn === null) - Number(b.arn === null) || total(b) - total(a) || a.short.localeCompare(b.short),
  );
  return new Map(sorted.map((person, index) => [person.arn, { ...person, anchor: `who-${index + 1}` }]));
}

/** What kind of act an entry tells of; null for what the vault found out by itself. */
function actOf({ type, detail }: AuditEvent): Act | null {
  switch (type) {
    case "created":
    case "updated":
      return "wrote";
    case "deleted":
    case "restored":
    case "revealed":
      return type;
    case "restore-refused":
      return "refused";
    case "api-call":
      return detail.failed === true ? "failed" : "calls";
    case "capture-missed":
      return "missed";
    case "verdict-changed":
      return null;
  }
}

function nothing(): Person["acts"] {
  return { wrote: 0, missed: 0, deleted: 0, restored: 0, refused: 0, revealed: 0, calls: 0, failed: 0 };
}

function total({ acts }: Pick<Person, "acts">): number {
  return Object.values(acts).reduce((sum, count) => sum + count, 0);
}
