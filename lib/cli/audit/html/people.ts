import type { Actor, AuditEvent } from "../../../vault/audit-api.ts";
import { byText } from "../../../vault/text-order.ts";
import { who } from "../../render/who.ts";
import type { Line } from "./lines.ts";
import { groupsOf } from "./sessions.ts";

/** What someone did, by kind of act. A call that explains a change is that change, and not counted again. */
export const ACTS = ["wrote", "missed", "deleted", "restored", "refused", "revealed", "calls", "failed"] as const;
export type Act = (typeof ACTS)[number];

/** Someone who shows up in the ledger: a user, a session of a role or all of them, the vault itself. */
export interface Person {
  /** Where the page tells of them. */
  anchor: string;
  /** Null stands for all whom nobody knows. */
  arn: string | null;
  short: string;
  /** Under how many ARNs they show up. */
  sessions: number;
  proofs: Set<Actor["proof"]>;
  acts: Record<Act, number>;
}

/** Those who did most first, the unknown last; and who is meant by an ARN. */
export interface People {
  rows: Person[];
  byArn: ReadonlyMap<string | null, Person>;
}

export function peopleOf(lines: readonly Line[], account: string): People {
  const active = lines.flatMap(({ event }) => {
    const act = actOf(event);
    return act ? [{ act, arn: event.actor?.arn ?? null, proof: event.actor?.proof }] : [];
  });
  const groups = groupsOf(active.flatMap(({ arn }) => arn ?? []));
  const rows = [...Map.groupBy(active, ({ arn }) => groups.get(arn ?? "") ?? arn)]
    .map(([arn, all]) => ({
      arn,
      short: who(arn, account),
      sessions: new Set(all.map((one) => one.arn)).size,
      proofs: new Set(all.flatMap(({ proof }) => proof ?? [])),
      acts: tally(all.map(({ act }) => act)),
      all,
    }))
    .sort(
      (a, b) =>
        Number(a.arn === null) - Number(b.arn === null) || b.all.length - a.all.length || byText(a.short, b.short),
    )
    .map((person, index) => ({ ...person, anchor: `who-${index + 1}` }));
  return { rows, byArn: new Map(rows.flatMap((person) => person.all.map(({ arn }) => [arn, person]))) };
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

function tally(acts: Act[]): Person["acts"] {
  const of = (act: Act) => acts.filter((one) => one === act).length;
  return Object.fromEntries(ACTS.map((act) => [act, of(act)])) as Person["acts"];
}
