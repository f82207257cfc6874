import fc from "fast-check";
import { expect, test } from "vitest";
import type { ChainRow } from "../../../../lib/vault/audit-api.ts";
import { stage } from "../../../support/memory/memory-vault.ts";
import { chainOf, check, edited, rehashed } from "../../../support/tampering.ts";

const [dev, prod] = [stage("dev"), stage("prod")];
// Sealing is slow and adds nothing here: all runs tamper with copies of the same rows.
const whole = chainOf(dev, 12);
const neighbour = chainOf(prod, 12);

/** A valid chain of some length, one of its rows, and another one. */
const scene = fc.integer({ min: 2, max: 12 }).chain((length) =>
  fc.record({
    rows: fc.constant(whole.slice(0, length)),
    at: fc.integer({ min: 1, max: length }),
    other: fc.integer({ min: 1, max: length }),
  }),
);

/** Does something to a row; the numbers a finding may have, for that row and its place in the chain. */
type Tampering = (
  rows: ChainRow[],
  at: number,
  other: number,
  text: string,
) => { rows: ChainRow[]; named: number[] } | null;

const at = (rows: ChainRow[], seq: number) => rows[seq - 1] as ChainRow;
const put = (rows: ChainRow[], row: ChainRow) => rows.map((present) => (present.seq === row.seq ? row : present));
const content = ({ body, hash, month, moment }: ChainRow) => ({ body, hash, month, moment });

const TAMPERINGS: Record<string, Tampering> = {
  "edits a field": (rows, n, _, text) => ({ rows: put(rows, edited(at(rows, n), { requestId: text })), named: [n] }),
  "edits who did it": (rows, n) => {
    const actor = { arn: "arn:aws:iam::000000000000:user/eve", proof: "ssm" };
    return { rows: put(rows, edited(at(rows, n), { actor })), named: [n] };
  },
  "replaces the body": (rows, n, _, text) => ({ rows: put(rows, { ...at(rows, n), body: text }), named: [n] }),
  "flips a character": (rows, n, other, text) => {
    const { body } = at(rows, n);
    const place = (other * 997) % body.length;
    const flipped = body.slice(0, place) + (text[0] ?? "?") + body.slice(place + 1);
    return flipped === body ? null : { rows: put(rows, { ...at(rows, n), body: flipped }), named: [n] };
  },
  "changes the hash": (rows, n, _, text) => ({ rows: put(rows, { ...at(rows, n), hash: text }), named: [n] }),
  "changes body and hash": (rows, n, _, text) => ({
    rows: put(rows, { ...edited(at(rows, n), { detail: { text } }), hash: text }),
    named: [n],
  }),
  // The hash of a replaced entry is right; it is the next entry that does not follow it any more.
  "replaces an entry with its hash": (rows, n, _, text) => {
    if (n === rows.length) return null;
    const replaced = at(rehashed(put(rows, edited(at(rows, n), { detail: { text } })), n), n);
    return { rows: put(rows, replaced), named: [n + 1] };
  },
  "removes an entry": (rows, n) => {
    return n === rows.length ? null : { rows: rows.filter(({ seq }) => seq !== n), named: [n] };
  },
  "swaps two entries": (rows, n, other) => {
    if (n === other) return null;
    const first = { ...at(rows, n), ...content(at(rows, other)) };
    return { rows: put(put(rows, first), { ...at(rows, other), ...content(at(rows, n)) }), named: [n, other] };
  },
  "swaps two bodies": (rows, n, other) => {
    if (n === other) return null;
    const first = { ...at(rows, n), body: at(rows, other).body };
    return { rows: put(put(rows, first), { ...at(rows, other), body: at(rows, n).body }), named: [n, other] };
  },
  "puts another parameter's entry there": (rows, n) => {
    return { rows: put(rows, { ...at(rows, n), ...content(at(neighbour, n)) }), named: [n] };
  },
  "appends an entry again": (rows, n) => {
    return { rows: [...rows, { ...at(rows, n), seq: rows.length + 1 }], named: [rows.length + 1] };
  },
  "puts a row between": (rows, n) => {
    const between = { ...at(rows, n), seq: n - 0.5 };
    return { rows: [...rows, between].sort((a, b) => a.seq - b.seq), named: [n - 0.5] };
  },
  "files it elsewhere": (rows, n, other, text) => {
    const month = other % 2 === 0 ? at(rows, n).month : text;
    return { rows: put(rows, { ...at(rows, n), month, moment: text }), named: [n] };
  },
};

test.each(Object.entries(TAMPERINGS))("whoever %s is found, and nothing else is named", (_name, tamper) => {
  let tampered = 0;
  fc.assert(
    fc.property(scene, fc.string({ minLength: 1 }), ({ rows, at: n, other }, text) => {
      const done = tamper(rows, n, other, text);
      if (!done) return;
      tampered++;
      const { findings } = check([...done.rows, ...neighbour]);
      expect(new Set(findings.map(({ seq }) => seq))).toEqual(new Set(done.named));
      expect(new Set(findings.map(({ name }) => name))).toEqual(new Set([dev.name]));
    }),
    { numRuns: 200 },
  );
  expect(tampered).toBeGreaterThan(50);
});

test("what hashes made anew or a cut tail hide is found with an earlier report, however the chain went on", () => {
  fc.assert(
    fc.property(scene, fc.nat(12), fc.boolean(), fc.string(), ({ rows, at: from, other: seen }, more, cut, text) => {
      const earlier = check(rows.slice(0, seen));
      const known = { [dev.name]: rows.length };
      const kept = cut
        ? rows.slice(0, from - 1)
        : rehashed(put(rows, edited(at(rows, from), { detail: { text } })), from);
      // Whoever cuts a tail may let it grow again.
      const grown = cut ? rehashed([...kept, ...tail(kept.length, more)], kept.length + 1) : kept;

      expect(check(grown).findings).toEqual([]);
      const { findings } = check(grown, { earlier });
      if (seen < from) expect(findings).toEqual([]);
      else expect(findings).toEqual([expect.objectContaining({ name: dev.name, seq: expect.any(Number) })]);
      // Without a report a cut still shows as long as the ledger is shorter than the status table knows it.
      if (grown.length < rows.length) expect(check(grown, { known }).ok).toBe(false);
    }),
  );
});

/** So many other entries that could stand behind those. */
function tail(after: number, count: number): ChainRow[] {
  return whole.slice(after, after + count).map((row) => edited(row, { detail: { forged: true } }));
}
