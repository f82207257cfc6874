import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ChainRow } from "../../../../lib/vault/audit-api.ts";
import { edited, rehashed } from "../../../support/tampering.ts";
import { runWith } from "../harness.ts";
import { type Asked, check, dev, devName, listed, prod, rowsOf, vault } from "./check-vault.ts";

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

  test("that is a directory is called one", async () => {
    const { code, err } = await check(vault(dev), "--heads", folder);
    expect(code).toBe(2);
    expect(err).toContain("cannot be read: it is a directory\n");
  });

  test("is not replaced by the heads that are kept after it", async () => {
    file = join(folder, "heads-2026-11-22.json");
    await keepHeads([...dev, ...prod]);
    const { err } = await check(vault([...dev, ...prod]), "--heads", file);
    expect(err).toContain(" --check --json > heads-2026-11-22T120000Z.json\n");
    expect(err).toContain(" --check --heads heads-2026-11-22T120000Z.json\n");
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

  test.each([
    ["lacks a head", { parameters: 2 }, "lists 1 chain heads, but counts 2 parameters"],
    ["is dated ahead", { checkedAt: "2026-11-23T12:00:00.000Z" }, "is not of the past"],
    ["has no date", { checkedAt: "soon" }, "is not of the past"],
  ])("that %s is a mistake", async (_, change, why) => {
    const report = JSON.parse((await check(vault(dev), "--json")).out);
    await writeFile(file, JSON.stringify({ ...report, ...change }));
    const { code, err } = await check(vault(dev), "--heads", file);
    expect(code).toBe(2);
    expect(err).toContain(why);
  });

  test("is told how to be made, or which vault it is of, wherever it is of no use", async () => {
    const made = "npx sst-vault audit --check --json > heads.json";
    const hintOf = async () => /hint: (.*)\n$/.exec((await check(vault(dev), "--heads", file)).err)?.[1];
    expect(await hintOf()).toContain(made);
    await writeFile(file, "<html>");
    expect(await hintOf()).toContain(made);

    await keepHeads(dev);
    const report = JSON.parse((await check(vault(dev), "--json")).out);
    await writeFile(file, JSON.stringify({ ...report, region: "us-east-1" }));
    expect(await hintOf()).toMatch(/--region and --profile .*npx sst-vault audit --check --json > heads\.json/);
    await writeFile(file, JSON.stringify({ ...report, vault: "other" }));
    expect(await hintOf()).toMatch(/--vault other .*npx sst-vault audit --check --json > heads\.json/);
  });

  test.each([
    { what: "UTF-8 with a mark, as editors on Windows do", encoding: "utf8" as const },
    { what: "UTF-16 with a mark, as > does in PowerShell", encoding: "utf16le" as const },
  ])("that is written as $what, is read", async ({ encoding }) => {
    await keepHeads([...dev, ...prod]);
    await writeFile(file, `\uFEFF${await readFile(file, "utf8")}\r\n`, encoding);
    const { code, out } = await check(vault([...dev, ...prod]), "--heads", file);
    expect(code).toBe(0);
    expect(out).toContain("held against 2 heads");
  });

  test("of a later version, which tells more, is understood", async () => {
    await keepHeads(dev);
    const report = JSON.parse((await check(vault([...dev, ...prod]), "--json")).out);
    await writeFile(file, JSON.stringify({ ...report, signature: "x" }));
    expect((await check(vault([...dev, ...prod]), "--heads", file)).code).toBe(0);
  });
});
