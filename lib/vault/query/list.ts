import type { ListResponse, ParameterSummary, QueryRequest } from "../api.ts";
import { type Home, protectedParameter } from "../parameter.ts";
import type { StatusReader } from "../ports.ts";
import { allRows } from "../status/all-rows.ts";
import { parameterSummary } from "./summary.ts";

type ListRequest = Extract<QueryRequest, { op: "list" }>;

/**
 * One page of the protected parameters, in no particular order; on the last one also those that a sweep found and that
 * are not captured yet. A page may be empty and yet have a next one.
 */
export async function list(
  status: Pick<StatusReader, "list" | "sweep">,
  home: Home,
  request: ListRequest,
): Promise<ListResponse> {
  const { prefix } = home;
  const { rows, proofs, next } = await status.list(request.nextToken ?? null);
  const proofOf = new Map(proofs.map((proof) => [proof.parameter, proof]));
  const wanted = rows
    // What lies outside is of a time when the vault had another prefix; no request can name it.
    .filter(({ name }) => name.startsWith(prefix))
    .filter(({ app }) => request.app === undefined || app === request.app)
    .filter(({ live }) => !(request.deleted && live));
  const kept = wanted.map((row) => parameterSummary(row, proofOf.get(row.parameter) ?? null));
  if (next) return { parameters: kept, nextToken: next };
  return { parameters: [...kept, ...(request.deleted ? [] : await notCaptured(status, home, request))] };
}

/** What Parameter Store listed at the last sweep and the vault knows nothing of: live, with no recovery point. */
async function notCaptured(
  status: Pick<StatusReader, "list" | "sweep">,
  home: Home,
  { app: wanted }: ListRequest,
): Promise<ParameterSummary[]> {
  const { uncaptured = [] } = (await status.sweep()) ?? {};
  if (uncaptured.length === 0) return [];
  const { rows } = await allRows(status, home.prefix);
  const known = new Set(rows.map(({ name }) => name));
  return uncaptured
    .filter(({ name }) => name.startsWith(home.prefix) && !known.has(name))
    .map(({ name, since }) => ({ ...protectedParameter(home, name), pendingSince: since }))
    .filter(({ app }) => wanted === undefined || app === wanted)
    .map(({ account, region, app, stage, name, pendingSince }) => ({
      ...{ account, region, app, stage, name, live: true, recoveryPoints: 0, latest: null },
      ...{ verdict: "unproven", entries: 0, pendingSince },
    }));
}
