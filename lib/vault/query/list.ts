import type { ListResponse, QueryRequest } from "../api.ts";
import type { StatusReader } from "../ports.ts";
import { parameterSummary } from "./summary.ts";

/**
 * One page of the protected parameters, in no particular order. A page may be empty and yet have a next one.
 */
export async function list(
  status: Pick<StatusReader, "list">,
  request: Extract<QueryRequest, { op: "list" }>,
): Promise<ListResponse> {
  const { rows, proofs, next } = await status.list(request.nextToken ?? null);
  const proofOf = new Map(proofs.map((proof) => [proof.parameter, proof]));
  const wanted = rows
    .filter(({ app }) => request.app === undefined || app === request.app)
    .filter(({ live }) => !(request.deleted && live));
  return {
    parameters: wanted.map((row) => parameterSummary(row, proofOf.get(row.parameter) ?? null)),
    ...(next && { nextToken: next }),
  };
}
