import type { StatusReader } from "../ports.ts";
import type { LiveRow } from "./live-row.ts";
import type { ProofRow } from "./proof-row.ts";

/** Every protected parameter's live row, and the proofs there are. */
export async function allRows(status: Pick<StatusReader, "list">): Promise<{ rows: LiveRow[]; proofs: ProofRow[] }> {
  const all: { rows: LiveRow[]; proofs: ProofRow[] } = { rows: [], proofs: [] };
  let page: string | null = null;
  do {
    const { rows, proofs, next } = await status.list(page);
    all.rows.push(...rows);
    all.proofs.push(...proofs);
    page = next;
  } while (page);
  return all;
}
