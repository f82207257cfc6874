import type { ChainRow, CheckReport } from "../audit-api.ts";
import { nameInArn, type Whereabouts } from "../parameter-arn.ts";
import { byText } from "../text-order.ts";
import { type Chain, finish, follow, newChain } from "./chain-walk.ts";

/** What a check reads of the report of an earlier one. */
export type EarlierReport = Pick<CheckReport, "vault" | "account" | "region" | "checkedAt" | "heads">;

/** What must be there, whatever the chains themselves say. */
export interface Expectations {
  /** How many entries the status table knew of each parameter, by name, before the walk. */
  known: ReadonlyMap<string, number>;
  earlier: EarlierReport | null;
}

/** A walk over the chains of any parameters at once. Keeps the end of each, no rows. */
export interface LedgerCheck {
  take(rows: readonly ChainRow[]): void;
  /** By name, once all rows are taken: also of parameters of which there was no row, but should have been. */
  chains(): Map<string, Chain>;
}

/**
 * Checks chains whose rows come in any order of parameters, each parameter's ascending.
 * @param isMeant whether a parameter belongs to what is walked, of those that only an earlier report knows
 */
export function ledgerCheck(
  home: Whereabouts,
  { known, earlier }: Expectations,
  isMeant: (name: string) => boolean = () => true,
): LedgerCheck {
  const chains = new Map<string, Chain>();
  const chainOf = (parameter: string): Chain => {
    const name = nameInArn(home, parameter);
    const known = chains.get(name);
    if (known) return known;
    const chain = newChain(home, parameter, earlierHead(earlier, name));
    chains.set(name, chain);
    return chain;
  };
  return {
    take(rows) {
      for (const row of rows) follow(chainOf(row.parameter), row);
    },
    chains() {
      for (const name of known.keys()) chainOf(name);
      for (const name of Object.keys(earlier?.heads ?? {}).filter(isMeant)) chainOf(name);
      for (const chain of chains.values()) finish(chain, known.get(chain.name) ?? 0);
      return chains;
    },
  };
}

/** What the walk found, for people and for the next check. */
export function checkReport(
  home: Whereabouts,
  checkedAt: string,
  all: Iterable<Chain>,
  earlier: EarlierReport | null,
): CheckReport {
  const chains = [...all].sort((a, b) => byText(a.name, b.name));
  const findings = chains.flatMap((chain) => chain.findings.sort((a, b) => a.seq - b.seq));
  const there = chains.filter(({ entries }) => entries > 0);
  return {
    ok: findings.length === 0,
    account: home.account,
    region: home.region,
    checkedAt,
    parameters: there.length,
    entries: there.reduce((sum, { entries }) => sum + entries, 0),
    findings,
    heads: Object.fromEntries(there.map(({ name, seq, hash }) => [name, { seq, hash }])),
    comparedWith: earlier && {
      checkedAt: earlier.checkedAt,
      parameters: chains.filter((chain) => chain.earlier !== null).length,
    },
  };
}

function earlierHead(report: EarlierReport | null, name: string) {
  const head = report && Object.hasOwn(report.heads, name) ? report.heads[name] : undefined;
  return report && head ? { ...head, checkedAt: report.checkedAt } : null;
}
