import type * as v from "valibot";
import type { Answered } from "../aws/invoke/invoke-answer.ts";
import type { Context } from "./context.ts";
import { progressLine } from "./io.ts";

type Paged = { nextToken?: string | undefined };

/**
 * The pages that `<vault>-query` answers a request with, at least one, each asked for when it is wanted. Says on
 * stderr how far it is where there are several.
 */
export async function* eachPage<T extends Paged>(
  { ask, io }: Pick<Context, "ask" | "io">,
  request: object,
  schema: v.GenericSchema<unknown, T>,
  count: (page: T) => number,
): AsyncGenerator<Answered<T>, void> {
  const progress = progressLine(io);
  let read = 0;
  let nextToken: string | undefined;
  try {
    do {
      const page = await ask("query", { ...request, ...(nextToken !== undefined && { nextToken }) }, schema);
      progress.clear();
      yield page;
      read += count(page);
      ({ nextToken } = page);
      if (nextToken !== undefined && io.rewritable) progress.show(`${read} read, there are more …`);
      else if (nextToken !== undefined) io.err(`${read} read, there are more …\n`);
    } while (nextToken !== undefined);
  } finally {
    progress.clear();
  }
}

/** The same, all of them. */
export async function allPages<T extends Paged>(
  context: Pick<Context, "ask" | "io">,
  request: object,
  schema: v.GenericSchema<unknown, T>,
  count: (page: T) => number,
): Promise<[Answered<T>, ...Answered<T>[]]> {
  const pages: Answered<T>[] = [];
  for await (const page of eachPage(context, request, schema, count)) pages.push(page);
  const [first, ...others] = pages;
  if (!first) throw new Error("an answer has at least one page");
  return [first, ...others];
}
