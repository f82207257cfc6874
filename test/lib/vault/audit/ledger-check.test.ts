import { describe, expect, test } from "vitest";
import { CHECKED_AT, check } from "../../../support/tampering.ts";
import { chain, dev, findings, neighbour, prod, without } from "./ledger-check-scene.ts";

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
