import type * as v from "valibot";
import type { Answered } from "../aws/invoke-answer.ts";
import type { Context } from "./context.ts";
import { progressLine } from "./io.ts";

/**
 * All pages that `<vault>-query` answers a request with, at least one. Says on stderr how far it is where
 * there are several.
 */
export async function allPages<T extends { nextToken?: string | undefined }>(
  { ask, io }: Pick<Context, "ask" | "io">,
  request: object,
  schema: v.GenericSchema<unknown, T>,
  count: (page: T) => number,
): Promise<[Answered<T>, ...Answered<T>[]]> {
  const progress = progressLine(io);
  const first = await ask("query", request, schema);
  const pages: [Answered<T>, ...Answered<T>[]] = [first];
  for (let last = first, read = count(first); last.nextToken !== undefined; read += count(last)) {
    if (io.rewritable) progress.show(`${read} read, there are more …`);
    else io.err(`${read} read, there are more …\n`);
    last = await ask("query", { ...request, nextToken: last.nextToken }, schema);
    pages.push(last);
  }
  progress.clear();
  return pages;
}
