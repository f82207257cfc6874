import { describe, expect, test } from "vitest";
import type { ChainRow } from "../../../../lib/vault/audit-api.ts";
import { check, edited, rehashed } from "../../../support/tampering.ts";
import { chain, dev, findings, neighbour, prod, with_, without } from "./ledger-check-scene.ts";

describe("one tampering is one finding, where it is", () => {
  const foreign = neighbour[2];
  test.each([
    {
      what: "an edited body",
      rows: with_(3, (row) => edited(row, { actor: null, time: "2026-11-01T00:00:00.001Z" })),
      found: ["3 was edited, or entry 2 was replaced together with its hash"],
    },
    { what: "an edited first body", rows: with_(1, (row) => edited(row, { kept: 0 })), found: ["1 was edited"] },
    {
      what: "a changed hash",
      rows: with_(3, (row) => ({ ...row, hash: "0".repeat(64) })),
      found: ["3 its hash was changed; what it tells is as it was written"],
    },
    {
      what: "a changed body and hash",
      rows: with_(3, (row) => ({ ...edited(row, { kept: 0 }), hash: "0".repeat(64) })),
      found: ["3 was edited, or entry 2 was replaced together with its hash; so entry 4 cannot be held against it"],
    },
    {
      what: "a body replaced together with its hash",
      rows: rehashed(
        with_(3, (row) => edited(row, { kept: 0 })),
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
        { ...(chain[1] as ChainRow), seq: 9e15 },
      ],
      found: [0, 2.5, 9e15].map((seq) => `${seq} was put in: no entry has such a number`),
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
