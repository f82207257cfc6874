import type { ListResponse, QueryRequest } from "../api.ts";
import type { Home } from "../parameter.ts";
import type { StatusReader } from "../ports.ts";
import { parameterSummary } from "./summary.ts";

/**
 * One page of the protected parameters, in no particular order. A page may be empty and yet have a next one.
 */
export async function list(
  status: Pick<StatusReader, "list">,
  { prefix }: Pick<Home, "prefix">,
  request: Extract<QueryRequest, { op: "list" }>,
): Promise<ListResponse> {
  const { rows, proofs, next } = await status.list(request.nextToken ?? null);
  const proofOf = new Map(proofs.map((proof) => [proof.parameter, proof]));
  const wanted = rows
    // What lies outside is of a time when the vault had another prefix; no request can name it.
    .filter(({ name }) => name.startsWith(prefix))
    .filter(({ app }) => request.app === undefined || app === request.app)
    .filter(({ live }) => !(request.deleted && live));
  return {
    parameters: wanted.map((row) => parameterSummary(row, proofOf.get(row.parameter) ?? null)),
    ...(next && { nextToken: next }),
  };
}
