import type { Answered } from "../aws/invoke/invoke-answer.ts";
import { HistoryResponse } from "../vault/api.ts";
import { newestFirst } from "../vault/query/newest-first.ts";
import type { Context } from "./context.ts";
import { allPages } from "./pages.ts";
import type { Target } from "./target.ts";

/**
 * The whole history of one parameter, newest first, however many pages it has. Those come in the ledger's order,
 * where what was found late stands among what is new.
 */
export async function readHistory(context: Context, target: Target): Promise<Answered<HistoryResponse>> {
  const request = { op: "history", ...target };
  const pages = await allPages(context, request, HistoryResponse, ({ recoveryPoints }) => recoveryPoints.length);
  const [{ account, region, parameter }] = pages;
  const points = pages.flatMap(({ recoveryPoints }) => recoveryPoints);
  return { account, region, parameter, recoveryPoints: points.sort(newestFirst) };
}
