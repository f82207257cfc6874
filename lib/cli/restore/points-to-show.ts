import type { RecoveryPointSummary } from "../../vault/api.ts";
import type { Context } from "../context.ts";
import { readHistory } from "../history.ts";

/** What history tells of a parameter's recovery points. It is for show only: without it their ids must do. */
export async function pointsToShow(context: Context, { name }: { name: string }): Promise<RecoveryPointSummary[]> {
  try {
    return (await readHistory(context, { name })).recoveryPoints;
  } catch {
    return [];
  }
}
