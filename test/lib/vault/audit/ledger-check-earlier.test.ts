import { describe, expect, test } from "vitest";
import { chainOf, check, edited, rehashed } from "../../../support/tampering.ts";
import { chain, dev, findings, neighbour, with_, without } from "./ledger-check-scene.ts";

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
