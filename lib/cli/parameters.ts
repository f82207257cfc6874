import { ListResponse, type ParameterSummary } from "../vault/api.ts";
import { byText } from "../vault/text-order.ts";
import type { Context } from "./context.ts";
import { allPages } from "./pages.ts";

/** Which parameters to read; everything unless said otherwise. */
interface Wanted {
  app?: string | undefined;
  /** Only those that are gone from Parameter Store. */
  deleted?: boolean | undefined;
}

/** The protected parameters, by name, however many pages they are. */
export async function readParameters(
  context: Pick<Context, "ask" | "io">,
  { app, deleted }: Wanted = {},
): Promise<{ account: string; region: string; parameters: ParameterSummary[] }> {
  const request = { op: "list", ...(app !== undefined && { app }), ...(deleted && { deleted }) };
  const pages = await allPages(context, request, ListResponse, ({ parameters }) => parameters.length);
  const [{ account, region }] = pages;
  return { account, region, parameters: pages.flatMap(({ parameters }) => parameters).sort(byName) };
}

export function byName(a: { name: string }, b: { name: string }): number {
  return byText(a.name, b.name);
}
