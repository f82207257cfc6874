import { describe, expect, test } from "vitest";
import type { ChainRow } from "../../../lib/vault/audit-api.ts";
import { stage } from "../../support/memory/memory-vault.ts";
import { CHECKED_AT, chainOf, check, edited, rehashed } from "../../support/tampering.ts";

const [dev, prod] = [stage("dev"), stage("prod")];
const chain = chainOf(dev, 6);
const neighbour = chainOf(prod, 3);

/** The chain with one of its rows changed. */
const with_ = (seq: number, change: (row: ChainRow) => ChainRow) =>
  chain.map((row) => (row.seq === seq ? change(row) : row));
const without = (...seqs: number[]) => chain.filter(({ seq }) => !seqs.includes(seq));

/** What is found, told in short; beside a neighbour's chain, which is always whole. */
function findings(rows: ChainRow[], ...more: Parameters<typeof check> extends [unknown, ...infer M] ? M : never) {
  const report = check([...neighbour, ...rows], ...more);
  expect(report.ok).toBe(report.findings.length === 0);
  expect(new Set(report.findings.map(({ name }) => name)).size).toBeLessThan(2);
  return report.findings.map(({ name, seq, problem }) => {
    expect(name).toBe(dev.name);
    return `${seq} ${problem}`;
  });
}

test("whole chains have no findings, and their ends are told", () => {
  const report = check([...chain, ...neighbour], { known: { [dev.name]: 6, [prod.name]: 3 } });
  expect(report).toEqual({
    ok: true,
    account: "000000000000",
    region: "us-east-1",
    checkedAt: CHECKED_AT,
    parameters: 2,
    entries: 9,
    findings: [],
    heads: { [dev.name]: { seq: 6, hash: chain[5]?.hash }, [prod.name]: { seq: 3, hash: neighbour[2]?.hash } },
    comparedWith: null,
  });
});

test("rows of several parameters may come in any order of parameters", () => {
  const mixed = [0, 1, 2, 3, 4, 5].flatMap((n) => [chain[n], neighbour[n]]).filter((row) => row !== undefined);
  expect(check(mixed)).toMatchObject({ ok: true, parameters: 2, entries: 9 });
});

describe("one tampering is one finding, where it is", () => {
  const foreign = neighbour[2];
  test.each([
    {
      what: "an edited body",
      rows: with_(3, (row) => edited(row, { actor: null, time: "2026-11-01T00:00:00.001Z" })),
      found: ["3 was edited, or entry 2 was replaced together with its hash"],
    },
    { what: "an edited first body", rows: with_(1, (row) => edited(row, { kept: 9 })), found: ["1 was edited"] },
    {
      what: "a changed hash",
      rows: with_(3, (row) => ({ ...row, hash: "0".repeat(64) })),
      found: ["3 its hash was changed; what it tells is as it was written"],
    },
    {
      what: "a changed body and hash",
      rows: with_(3, (row) => ({ ...edited(row, { kept: 9 }), hash: "0".repeat(64) })),
      found: ["3 was edited, or entry 2 was replaced together with its hash; so entry 4 cannot be held against it"],
    },
    {
      what: "a body replaced together with its hash",
      rows: rehashed(
        with_(3, (row) => edited(row, { kept: 9 })),
        3,
      ).map((row) => (row.seq > 3 ? (chain[row.seq - 1] ?? row) : row)),
      found: ["4 was edited, or entry 3 was replaced together with its hash"],
    },
    { what: "a removed entry", rows: without(3), found: ["3 was removed; so entry 4 cannot be held against it"] },
    { what: "the first removed", rows: without(1), found: ["1 was removed; so entry 2 cannot be held against it"] },
    {
      what: "several removed",
      rows: without(2, 3, 4),
      found: ["2 was removed, and so were all up to entry 4; so entry 5 cannot be held against it"],
    },
    {
      what: "two swapped",
      rows: with_(2, (row) => ({ ...row, body: chain[4]?.body ?? "" })).map((row) =>
        row.seq === 5 ? { ...row, body: chain[1]?.body ?? "" } : row,
      ),
      found: ["2 holds what was written as entry 5", "5 holds what was written as entry 2"],
    },
    {
      what: "an entry of another parameter",
      rows: with_(3, (row) => ({ ...row, body: foreign?.body ?? "", hash: foreign?.hash ?? "" })),
      found: [
        `3 holds entry 3 of ${prod.name} (account 000000000000, region us-east-1); so entry 4 cannot be held against it`,
      ],
    },
    {
      what: "an entry written again at the end",
      rows: [...chain, { ...(chain[2] as ChainRow), seq: 7 }],
      found: ["7 holds what was written as entry 3"],
    },
    {
      what: "a number that comes twice",
      rows: [...chain, chain[5] as ChainRow],
      found: ["6 stands again behind entry 6"],
    },
    {
      what: "a body that is no JSON",
      rows: with_(6, (row) => ({ ...row, body: row.body.slice(0, 40) })),
      found: ["6 cannot be read"],
    },
    { what: "a body that is no entry", rows: with_(6, (row) => ({ ...row, body: "{}" })), found: ["6 cannot be read"] },
    { what: "no body", rows: with_(6, (row) => ({ ...row, body: "", hash: "" })), found: ["6 cannot be read"] },
    {
      what: "an entry of a vault to come",
      rows: rehashed(
        with_(6, (row) => edited(row, { schema: 2 })),
        6,
      ),
      found: ["6 is of a newer vault: check it with the newest version"],
    },
    {
      what: "an entry filed under another month",
      rows: with_(4, (row) => ({ ...row, month: "1999-01" })),
      found: [
        `4 is filed under 1999-01 (${chain[3]?.moment}): the trail of all parameters does not show it at 2026-11-02T00:00:00.000Z`,
      ],
    },
    {
      what: "an entry filed at another time",
      rows: with_(4, (row) => ({ ...row, moment: "2026-11-30T00:00:00.000Z#0000000004" })),
      found: [
        "4 is filed under 2026-11 (2026-11-30T00:00:00.000Z#0000000004): the trail of all parameters does not show it at 2026-11-02T00:00:00.000Z",
      ],
    },
    {
      what: "an entry filed nowhere",
      rows: with_(4, (row) => ({ ...row, month: "", moment: "" })),
      found: ["4 is filed nowhere: the trail of all parameters does not show it at 2026-11-02T00:00:00.000Z"],
    },
    {
      what: "a row that was put in",
      rows: [
        { ...(chain[0] as ChainRow), seq: 0 },
        ...chain.slice(0, 2),
        { ...(chain[1] as ChainRow), seq: 2.5 },
        ...chain.slice(2),
      ],
      found: ["0 was put in: no entry has such a number", "2.5 was put in: no entry has such a number"],
    },
  ])("$what", ({ rows, found }) => {
    expect(findings(rows)).toEqual(found);
  });

  test("rows under a key that is no parameter of this vault", () => {
    const elsewhere = chain.map((row) => ({ ...row, parameter: row.parameter.replace("us-east-1", "eu-west-1") }));
    const { findings: found } = check([...chain, ...elsewhere.slice(0, 1)]);
    expect(found).toEqual([
      {
        name: elsewhere[0]?.parameter,
        seq: 1,
        problem: `holds entry 1 of ${dev.name} (account 000000000000, region us-east-1)`,
      },
    ]);
  });
});

describe("what only the end of a chain shows", () => {
  test("a tail that the status table knew of", () => {
    expect(findings(without(5, 6), { known: { [dev.name]: 6 } })).toEqual([
      "5 the tail was cut: 6 entries by the vault's status, 4 now",
    ]);
    expect(findings([], { known: { [dev.name]: 1 } })).toEqual([
      "1 the whole ledger is gone: 1 entry by the vault's status, none now",
    ]);
  });

  test("entries that came since the status was read are no finding", () => {
    expect(findings(chain, { known: { [dev.name]: 5 } })).toEqual([]);
  });
});

describe("an earlier report shows what the chain itself cannot", () => {
  const earlier = { ...check([...chain, ...neighbour]), checkedAt: "2026-11-20T00:00:00.000Z" };

  test("nothing, where the chain only grew", () => {
    const grown = chainOf(dev, 9);
    // Sample entries are sealed anew each time: only their own chain is a chain.
    const before = { ...check([...grown.slice(0, 6), ...neighbour]), checkedAt: earlier.checkedAt };
    expect(findings(grown, { earlier: before })).toEqual([]);
    expect(check([...grown, ...neighbour], { earlier: before }).comparedWith).toEqual({
      checkedAt: earlier.checkedAt,
      parameters: 2,
    });
  });

  test("a tail rewritten with hashes made anew", () => {
    const rewritten = rehashed(
      with_(5, (row) => edited(row, { actor: null, detail: {} })),
      5,
    );
    expect(findings(rewritten)).toEqual([]);
    expect(findings(rewritten, { earlier })).toEqual(["6 was rewritten since 2026-11-20T00:00:00.000Z"]);
  });

  test("a cut tail, and one that has grown again otherwise", () => {
    expect(findings(without(5, 6), { earlier })).toEqual([
      "5 the tail was cut: 6 entries at 2026-11-20T00:00:00.000Z, 4 now",
    ]);
    const others = chainOf(dev, 8).slice(4);
    const grown = rehashed([...chain.slice(0, 4), ...others.map((row) => edited(row, { kept: 1 }))], 5);
    expect(findings(grown)).toEqual([]);
    expect(findings(grown, { earlier })).toEqual(["6 was rewritten since 2026-11-20T00:00:00.000Z"]);
  });

  test("a ledger that is gone", () => {
    expect(findings([], { earlier })).toEqual([
      "1 the whole ledger is gone: 6 entries at 2026-11-20T00:00:00.000Z, none now",
    ]);
  });

  test("and is not asked for what was found anyway", () => {
    const rows = with_(6, (row) => ({ ...row, body: "{}" }));
    expect(findings(rows, { earlier })).toEqual(["6 cannot be read"]);
  });
});
