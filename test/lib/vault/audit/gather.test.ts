import { expect, test } from "vitest";
import { gather } from "../../../../lib/vault/audit/gather.ts";

/** A database with pages of such sizes, in MB as they are sent; counts what is read. */
function pages(...sizes: number[]) {
  const read: number[] = [];
  const page = (start: string | null) => {
    const n = Number(start ?? 0);
    read.push(n);
    const body = "x".repeat((sizes[n] ?? 0) * 1_000_000);
    const row = { parameter: `p${n}`, seq: 1, body, hash: "", month: "", moment: "" };
    return Promise.resolve({ rows: body ? [row] : [], next: n + 1 < sizes.length ? String(n + 1) : null });
  };
  return { page, read };
}

test.each([
  { sizes: [1, 1, 1], given: 3, next: null, why: "all there is" },
  { sizes: [1, 1, 1, 1, 1, 1], given: 4, next: "4", why: "what is enough for one answer" },
  { sizes: [0, 0, 0, 2, 0, 1], given: 2, next: null, why: "what stands behind empty pages" },
  { sizes: [3, 3, 3], given: 1, next: "1", why: "no more than an answer holds" },
  { sizes: [5.8, 1], given: 1, next: "1", why: "a page that alone is too much" },
])("gives $why", async ({ sizes, given, next }) => {
  const { page } = pages(...sizes);
  const gathered = await gather(null, page);
  expect({ given: gathered.rows.length, next: gathered.next }).toEqual({ given, next });
});

test("goes on where it is told to", async () => {
  const { page, read } = pages(1, 1, 1);
  expect(await gather("2", page)).toMatchObject({ rows: [{ parameter: "p2" }], next: null });
  expect(read).toEqual([2]);
});
