import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { check, dev, prod, vault } from "./check-vault.ts";

const rows = [...dev, ...prod];

describe("the report of an earlier check tells which vault it is of, and", () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "sst-vault-heads-"));
    file = join(folder, "heads.json");
    const { out } = await check(vault(rows), "--json", "--vault", "team-b");
    expect(JSON.parse(out)).toMatchObject({ vault: "team-b" });
    await writeFile(file, out);
  });
  afterEach(() => rm(folder, { recursive: true }));

  test("is held against that one", async () => {
    expect((await check(vault(rows), "--heads", file, "--vault", "team-b")).code).toBe(0);
  });

  test("is not held against another in the same account and region: nothing there is gone", async () => {
    const { code, out, err } = await check(vault(rows), "--heads", file);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain('the report in --heads is of the vault "team-b"; this is "sst-vault"');
  });

  test("where it is too old to tell is taken as of this one", async () => {
    const { vault: _, ...older } = JSON.parse((await check(vault(rows), "--json")).out);
    await writeFile(file, JSON.stringify(older));
    expect((await check(vault(rows), "--heads", file)).code).toBe(0);
  });
});
