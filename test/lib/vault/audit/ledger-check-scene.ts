import { expect } from "vitest";
import type { ChainRow } from "../../../../lib/vault/audit-api.ts";
import { stage } from "../../../support/memory/memory-vault.ts";
import { chainOf, check } from "../../../support/tampering.ts";

export const [dev, prod] = [stage("dev"), stage("prod")];
export const chain = chainOf(dev, 6);
export const neighbour = chainOf(prod, 3);

/** The chain with one of its rows changed. */
export const with_ = (seq: number, change: (row: ChainRow) => ChainRow) =>
  chain.map((row) => (row.seq === seq ? change(row) : row));
export const without = (...seqs: number[]) => chain.filter(({ seq }) => !seqs.includes(seq));

/** What is found, told in short; beside a neighbour's chain, which is always whole. */
export function findings(rows: ChainRow[], against?: Parameters<typeof check>[1]) {
  const report = check([...neighbour, ...rows], against);
  expect(report.ok).toBe(report.findings.length === 0);
  expect(new Set(report.findings.map(({ name }) => name)).size).toBeLessThan(2);
  return report.findings.map(({ name, seq, problem }) => {
    expect(name).toBe(dev.name);
    return `${seq} ${problem}`;
  });
}
