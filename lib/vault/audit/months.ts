import { VaultError } from "../errors.ts";
import type { ChainPage, LedgerIndex } from "../ports.ts";

/** Parameter Store is that old (December 2016): no passphrase was written before it. */
const OLDEST = "2016-12";
/** So many months are asked at once which of them hold anything. An empty one costs next to nothing. */
const AT_ONCE = 20;

/** A span of time, ISO 8601 UTC with milliseconds, both ends included. */
export interface Span {
  from: string;
  to: string;
}

/**
 * One page of what happened in a span of time, of all parameters, oldest first: month after month, since that is
 * how the ledger is indexed. A page may be empty and yet have a next one. `page` is null, or a `next` of before.
 */
export async function spanPage(
  index: Pick<LedgerIndex, "month" | "hasMonth">,
  { from, to }: Span,
  page: string | null,
): Promise<ChainPage> {
  // The database refuses to look from a later time to an earlier one.
  if (from > to) return { rows: [], next: null };
  const last = monthOf(to);
  const start = page === null ? await monthFrom(index, monthOf(from), last) : place(page);
  if (start === null || start.month > last) return { rows: [], next: null };
  const { month, within } = start;
  const { rows, next } = await index.month(month, { from, to }, within);
  if (next !== null) return { rows, next: `${month}.${next}` };
  // An empty month may be the first of many.
  if (rows.length === 0) return { rows, next: (await monthFrom(index, monthAfter(month), last))?.month ?? null };
  return { rows, next: month < last ? monthAfter(month) : null };
}

/** As far as the months are read of which nobody asked how many: no farther, or it would never end. */
export function endOfNextMonth(now: Date): string {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 2) - 1).toISOString();
}

/** Where to read on: a month, and a page within it. */
interface Place {
  month: string;
  within: string | null;
}

/** The first month from `from` to `last` that anything is filed under, or null. */
async function monthFrom(index: Pick<LedgerIndex, "hasMonth">, from: string, last: string): Promise<Place | null> {
  let month = from > OLDEST ? from : OLDEST;
  while (month <= last) {
    const some: string[] = [];
    for (; some.length < AT_ONCE && month <= last; month = monthAfter(month)) some.push(month);
    const filed = await Promise.all(some.map((one) => index.hasMonth(one)));
    const found = some.find((_, n) => filed[n]);
    if (found !== undefined) return { month: found, within: null };
  }
  return null;
}

function place(page: string): Place {
  const [, month, within] = /^(\d{4}-(?:0[1-9]|1[0-2]))(?:\.(.+))?$/.exec(page) ?? [];
  if (month === undefined) throw new VaultError("BadRequest", "the page token is not one this vault gave");
  return { month, within: within ?? null };
}

function monthOf(time: string): string {
  return time.slice(0, "YYYY-MM".length);
}

function monthAfter(month: string): string {
  const [year, number] = month.split("-").map(Number);
  // Months count from 0, so the number of this one is the next one's.
  return monthOf(new Date(Date.UTC(year ?? 0, number ?? 0)).toISOString());
}
