import { describe, expect, test } from "vitest";
import type { ChainRow } from "../../../../lib/vault/audit-api.ts";
import { CHECKED_AT, check, edited, rehashed } from "../../../support/tampering.ts";
import { chain, dev, findings, with_, without } from "./ledger-check-scene.ts";

const NEWER = "is of a newer vault: check it with the newest version";
const newer = (row: ChainRow) => edited(row, { schema: 2, kept: 99 });

describe("an entry that calls itself one of a newer vault", () => {
  test("is one where its hash fits, and so does what follows", () => {
    const rows = rehashed(with_(4, newer), 4);
    expect(findings(rows)).toEqual([`4 ${NEWER}`]);
    expect(check(rows).findings).toMatchObject([{ seq: 4, newer: true }]);
  });

  test("was edited where its hash does not fit", () => {
    expect(findings(with_(4, newer))).toEqual(["4 was edited, or entry 3 was replaced together with its hash"]);
    expect(findings(with_(1, newer))).toEqual(["1 was edited"]);
  });

  test("does not take the blame for what was edited behind it", () => {
    const upTo4 = rehashed(with_(4, newer), 4);
    const rows = upTo4.map((row) => (row.seq === 5 ? edited(row, { kept: 0 }) : row));
    expect(findings(rows)).toEqual([`4 ${NEWER}`, "5 was edited, or entry 4 was replaced together with its hash"]);
  });

  test("was rewritten where an earlier report knows another, whatever it calls itself", () => {
    const [before, rows] = [check(chain), rehashed(with_(6, newer), 6)];
    expect(findings(rows, { earlier: before })).toEqual([`6 was rewritten since ${CHECKED_AT}`]);
  });

  test("behind a gap cannot be read: nothing tells what it was", () => {
    const rows = without(3).map((row) => (row.seq === 4 ? newer(row) : row));
    const [gap, unread] = check(rows, { known: { [dev.name]: 6 } }).findings;
    expect([gap?.seq, unread]).toEqual([3, { name: dev.name, seq: 4, problem: "cannot be read" }]);
  });
});
