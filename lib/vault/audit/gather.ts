import type { ChainRow } from "../audit-api.ts";
import type { ChainPage } from "../ports.ts";

/**
 * One invocation answers with several pages of the database, since each call of it costs a second of waiting.
 * Lambda's answer holds 6 MB: ENOUGH leaves room for the page that reaches it, and what would pass MOST is left
 * for the next invocation.
 */
const ENOUGH = 4_000_000;
const MOST = 5_500_000;

/** Reads page after page from `start` on until it is enough. `next` is where to go on, or null at the end. */
export async function gather(
  start: string | null,
  read: (page: string | null) => Promise<ChainPage>,
): Promise<ChainPage> {
  const rows: ChainRow[] = [];
  let size = 0;
  let page = start;
  do {
    const found = await read(page);
    size += Buffer.byteLength(JSON.stringify(found.rows));
    if (size > MOST && rows.length > 0) break;
    rows.push(...found.rows);
    page = found.next;
  } while (page !== null && size < ENOUGH);
  return { rows, next: page };
}
