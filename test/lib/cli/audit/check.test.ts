import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { type ChainRow, CheckReport } from "../../../../lib/vault/audit-api.ts";
import { edited } from "../../../support/tampering.ts";
import { ACCOUNT, NOW, REGION } from "../harness.ts";
import { check, dev, devName, prod, prodName, vault } from "./check-vault.ts";

const tampered = [...dev.map((row) => (row.seq === 2 ? edited(row, { kept: 0 }) : row)), ...prod];

describe("whole chains", () => {
  test("are told in one line, with what makes them provable later", async () => {
    const { code, out, err } = await check(vault([...dev, ...prod]), "shop");

    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "account 111122223333, region eu-west-1

      2 parameters, 7 entries: every chain is whole
      heads: 2, the ends of the chains; --json tells them
      "
    `);
    expect(err).toMatchInlineSnapshot(`
      "
      to prove later that nothing was rewritten, keep the heads where nobody can write:
      npx sst-vault audit shop --check --json > heads-shop-2026-11-22.json
      and hold the chains against them then:
      npx sst-vault audit shop --check --heads heads-shop-2026-11-22.json
      "
    `);
  });

  test("are told as JSON in the contract's shape, heads and all", async () => {
    const { code, out, err, slept } = await check(vault([...dev, ...prod], { size: 2 }), "--json");

    expect({ code, slept }).toEqual({ code: 0, slept: 0 });
    const report = v.parse(v.strictObject(CheckReport.entries), JSON.parse(out));
    expect(report).toEqual({
      ok: true,
      vault: "sst-vault",
      account: ACCOUNT,
      region: REGION,
      checkedAt: NOW.toISOString(),
      parameters: 2,
      entries: 7,
      findings: [],
      heads: { [devName]: { seq: 4, hash: dev[3]?.hash }, [prodName]: { seq: 3, hash: prod[2]?.hash } },
      comparedWith: null,
    });
    expect(err).toContain("2 read, there are more");
  });
});

describe("findings", () => {
  test("are named in a table, and end with 5", async () => {
    const { code, out } = await check(vault(tampered));

    expect(code).toBe(5);
    expect(out).toMatchInlineSnapshot(`
      "account 111122223333, region eu-west-1

      2 parameters, 7 entries: 1 finding

      PARAMETER                 ENTRY  PROBLEM
      /sst/passphrase/shop/dev      2  was edited, or entry 1 was replaced together
                                       with its hash

      heads: 2, the ends of the chains; --json tells them
      "
    `);
  });

  test("are told as JSON, and end with 5", async () => {
    const { code, out } = await check(vault(tampered), "--json");
    expect(code).toBe(5);
    expect(JSON.parse(out)).toMatchObject({ ok: false, findings: [{ name: devName, seq: 2 }] });
  });

  test("are told only once the chain was walked by itself, twice", async () => {
    const { asked, slept } = await check(vault(tampered));
    const walks = asked.map(({ request }) => request).filter((request) => "op" in request && request.op === "chain");
    expect(walks).toEqual([{ op: "chain" }, { op: "chain", name: devName }, { op: "chain", name: devName }]);
    expect(slept).toBe(2000);
  });

  test.each([
    { what: "rows of one chain out of order", rows: [...dev.slice(2), ...dev.slice(0, 2), ...prod] },
    { what: "an index that is behind", rows: [...dev.slice(0, 3), ...prod] },
    { what: "a chain that is not there yet", rows: prod },
  ])("are none where it was $what", async ({ rows }) => {
    const { code, out } = await check(vault(rows, { later: [...dev, ...prod] }), "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ ok: true, parameters: 2, entries: 7 });
  });

  test("are a tail that the status table knew of, and a ledger that is gone", async () => {
    const { code, out } = await check(vault(dev.slice(0, 3)), "--json");
    expect(code).toBe(5);
    expect(JSON.parse(out).findings).toEqual([
      { name: devName, seq: 4, problem: "the tail was cut: 4 entries by the vault's status, 3 now" },
      { name: prodName, seq: 1, problem: "the whole ledger is gone: 3 entries by the vault's status, none now" },
    ]);
  });

  test("are rows under a key that nobody can ask for by name", async () => {
    const stray = { ...(dev[0] as ChainRow), parameter: "stray" };
    const { code, out } = await check(vault([...dev, ...prod, stray]), "--json");
    expect(code).toBe(5);
    expect(JSON.parse(out).findings).toMatchObject([{ name: "stray", seq: 1 }]);
  });

  test("of others are not those of the one that is asked for", async () => {
    const { code, asked } = await check(vault(tampered), "shop", "prod");
    expect(code).toBe(0);
    expect(asked.at(-1)?.request).toEqual({ op: "chain", app: "shop", stage: "prod" });
    expect((await check(vault(tampered), devName)).code).toBe(5);
  });
});

test.each([["shop", "typo"], ["/sst/passphrase/shop/typo"]])("%s %s is not found", async (...argv) => {
  const { code, err } = await check(vault([...dev, ...prod]), ...argv);
  expect(code).toBe(3);
  expect(err).toContain("the vault knows no parameter");
});
