import type { StatusReader } from "../ports.ts";
import type { LiveRow } from "./live-row.ts";
import type { ProofRow } from "./proof-row.ts";

/**
 * The live rows of what is protected, and the proofs there are. Those outside the prefix are of a time when the vault
 * had another: nobody looks after them any more.
 */
export async function allRows(
  status: Pick<StatusReader, "list">,
  prefix: string,
): Promise<{ rows: LiveRow[]; proofs: ProofRow[] }> {
  const all: { rows: LiveRow[]; proofs: ProofRow[] } = { rows: [], proofs: [] };
  let page: string | null = null;
  do {
    const { rows, proofs, next } = await status.list(page);
    all.rows.push(...rows.filter(({ name }) => name.startsWith(prefix)));
    all.proofs.push(...proofs);
    page = next;
  } while (page);
  return all;
}
