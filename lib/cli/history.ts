import type { Answered } from "../aws/invoke/invoke-answer.ts";
import { HistoryResponse } from "../vault/api.ts";
import type { Context } from "./context.ts";
import { allPages } from "./pages.ts";
import type { Target } from "./target.ts";

/** The whole history of one parameter, newest first, however many pages it has. */
export async function readHistory(context: Context, target: Target): Promise<Answered<HistoryResponse>> {
  const request = { op: "history", ...target };
  const pages = await allPages(context, request, HistoryResponse, ({ recoveryPoints }) => recoveryPoints.length);
  const [{ account, region, parameter }] = pages;
  return { account, region, parameter, recoveryPoints: pages.flatMap(({ recoveryPoints }) => recoveryPoints) };
}
