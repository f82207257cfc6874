import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ChainRow, CheckReport } from "../../../../lib/vault/audit-api.ts";
import { protectedParameter } from "../../../../lib/vault/parameter.ts";
import { chainOf, edited, rehashed } from "../../../support/tampering.ts";
import { ACCOUNT, failed, NOW, parameter, REGION, runWith } from "../harness.ts";

const home = { partition: "aws", account: ACCOUNT, region: REGION, prefix: "/sst/passphrase/" };
const rowsOf = (app: string, stage: string, entries: number) =>
  chainOf(protectedParameter(home, `/sst/passphrase/${app}/${stage}`), entries);
const dev = rowsOf("shop", "dev", 4);
const prod = rowsOf("shop", "prod", 3);
const [devName, prodName] = ["/sst/passphrase/shop/dev", "/sst/passphrase/shop/prod"];
const listed = [parameter("shop", "dev", { entries: 4 }), parameter("shop", "prod", { entries: 3 })];

type Asked = Record<string, unknown>;

/** A vault with those rows, on pages of so many. `later` are the rows as they are from the second walk on. */
function vault(rows: ChainRow[], { parameters = listed, later = rows, size = 100 } = {}) {
  let walks = 0;
  return (asked: Asked) => {
    if (asked.op === "list") return { parameters };
    if (asked.op === "audit") return { events: [] };
    const start = Number(asked.nextToken ?? 0);
    if (start === 0) walks++;
    const name = asked.name ?? (asked.stage === undefined ? null : `/sst/passphrase/${asked.app}/${asked.stage}`);
    if (typeof name === "string" && !name.startsWith(home.prefix)) return failed("BadRequest", "no such name");
    const all = (walks === 1 ? rows : later).filter(
      (row) => name === null || row.parameter.endsWith(`parameter${name}`),
    );
    const next = start + size < all.length ? { nextToken: String(start + size) } : {};
    return { rows: all.slice(start, start + size), ...next };
  };
}

const check = (query: ReturnType<typeof vault>, ...argv: string[]) =>
  runWith({ replies: { query } }, "audit", "--check", ...argv);
const tampered = [...dev.map((row) => (row.seq === 2 ? edited(row, { kept: 7 }) : row)), ...prod];

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
      to be able to prove later that nothing was rewritten, keep the heads where nobody here can write:
      npx sst-vault audit shop --check --json > heads-2026-11-22.json
      and hold the chains against them then:
      npx sst-vault audit shop --check --heads heads-2026-11-22.json
      "
    `);
  });

  test("are told as JSON in the contract's shape, heads and all", async () => {
    const { code, out, err, slept } = await check(vault([...dev, ...prod], { size: 2 }), "--json");

    expect({ code, slept }).toEqual({ code: 0, slept: 0 });
    const report = v.parse(v.strictObject(CheckReport.entries), JSON.parse(out));
    expect(report).toEqual({
      ok: true,
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

describe("an earlier report", () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "sst-vault-heads-"));
    file = join(folder, "heads.json");
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** Writes the report of a check of these rows. */
  async function keepHeads(rows: ChainRow[]): Promise<void> {
    await writeFile(file, (await check(vault(rows, { parameters: [] }), "--json")).out);
  }
  const forged = rehashed(
    dev.map((row) => (row.seq === 3 ? edited(row, { actor: null, detail: {} }) : row)),
    3,
  );

  test("proves that chains only grew", async () => {
    await keepHeads([...dev.slice(0, 2), ...prod]);
    const { code, out } = await check(vault([...dev, ...prod]), "--heads", file);
    expect(code).toBe(0);
    expect(out).toContain(
      "2 parameters, 7 entries: every chain is whole\nheld against 2 heads of 2026-11-22 12:00:00 UTC\n",
    );
  });

  test("proves what was rewritten, in text, JSON and without --check", async () => {
    await keepHeads([...dev, ...prod]);
    const rewritten = vault([...forged, ...prod]);
    expect((await check(rewritten)).code).toBe(0);

    const { code, out } = await runWith({ replies: { query: rewritten } }, "audit", "--heads", file, "--json");

    expect(code).toBe(5);
    expect(JSON.parse(out)).toMatchObject({
      findings: [{ name: devName, seq: 4, problem: "was rewritten since 2026-11-22T12:00:00.000Z" }],
      comparedWith: { checkedAt: "2026-11-22T12:00:00.000Z", parameters: 2 },
    });
  });

  test("proves what is gone, though nothing else knows of it any more", async () => {
    await keepHeads([...dev, ...prod]);
    const gone = vault(prod, { parameters: listed.slice(1) });
    const problem = "the whole ledger is gone: 4 entries at 2026-11-22T12:00:00.000Z, none now";
    for (const scope of [[], ["shop"], ["shop", "dev"], [devName]]) {
      const { code, out } = await check(gone, ...scope, "--heads", file, "--json");
      expect(code).toBe(5);
      expect(JSON.parse(out).findings).toEqual([{ name: devName, seq: 1, problem }]);
    }
  });

  test("is asked only for what is checked", async () => {
    const blog = rowsOf("blog", "dev", 1);
    const deep = rowsOf("eu/shop", "dev", 1);
    await keepHeads([...dev, ...prod, ...blog, ...deep]);
    const { code, out } = await check(vault([...dev, ...prod]), "shop", "prod", "--heads", file, "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ parameters: 1, comparedWith: { parameters: 1 } });
    // `/sst/passphrase/eu/shop/dev` looks like the app's, and is another's: asked for by name, it is there.
    const ofApp = (asked: Asked) =>
      vault(asked.name === undefined ? [...dev, ...prod] : [...dev, ...prod, ...deep])(asked);
    const app = await runWith({ replies: { query: ofApp } }, "audit", "shop", "--check", "--heads", file, "--json");
    expect(JSON.parse(app.out)).toMatchObject({ ok: true, parameters: 2, comparedWith: { parameters: 2 } });
  });

  test.each([
    { what: "no file", content: null, why: "there is no such file" },
    { what: "no JSON", content: "<html>", why: "is not the report of a check" },
    { what: "another JSON", content: '{"events":[]}', why: "is not the report of a check" },
    { what: "an error", content: '{"error":{"code":"NotFound"}}', why: "is not the report of a check" },
  ])("that is $what is a mistake, before anything is asked", async ({ content, why }) => {
    if (content !== null) await writeFile(file, content);
    const { code, err, asked } = await check(vault(dev), "--heads", file);
    expect({ code, asked }).toEqual({ code: 2, asked: [] });
    expect(err).toContain(why);
  });

  test.each(["account", "region"])("of another %s is a mistake", async (what) => {
    await keepHeads(dev);
    const [name = ""] = await readdir(folder);
    const report = { ...JSON.parse((await check(vault(dev), "--json")).out), [what]: "another-1" };
    await writeFile(join(folder, name), JSON.stringify(report));
    const { code, err } = await check(vault(dev), "--heads", file);
    expect(code).toBe(2);
    expect(err).toContain("another-1");
  });

  test("of a later version, which tells more, is understood", async () => {
    await keepHeads(dev);
    const report = JSON.parse((await check(vault([...dev, ...prod]), "--json")).out);
    await writeFile(file, JSON.stringify({ ...report, signature: "x" }));
    expect((await check(vault([...dev, ...prod]), "--heads", file)).code).toBe(0);
  });
});
