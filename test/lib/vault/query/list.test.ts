import { beforeEach, expect, test } from "vitest";
import { protectedParameter } from "../../../../lib/vault/parameter.ts";
import { list } from "../../../../lib/vault/query/list.ts";
import { allRows } from "../../../../lib/vault/status/all-rows.ts";
import { captureOne } from "../../../support/capture-one.ts";
import { sampleLive } from "../../../support/ledger-samples.ts";
import { HOME, MemoryVault } from "../../../support/memory/memory-vault.ts";

let vault: MemoryVault;
beforeEach(async () => {
  vault = new MemoryVault();
  for (const name of ["shop/dev", "shop/prod", "shop/gone", "blog/dev", "flat"]) {
    vault.store.userPut(`/sst/passphrase/${name}`, "one");
    await captured(name);
  }
  vault.clock.advance(120_000);
  vault.store.userDelete("/sst/passphrase/shop/gone");
  await captured("shop/gone");
});

async function captured(name: string): Promise<void> {
  const hint = { kind: "look", at: vault.clock.iso(), source: "event" } as const;
  await captureOne(vault.ports(), protectedParameter(HOME, `/sst/passphrase/${name}`), { hint });
}

/** All pages of a list, as a caller asks for them; the names, shortened. */
async function names(request: { app?: string; deleted?: boolean } = {}): Promise<string[]> {
  const found: string[] = [];
  for (let nextToken: string | undefined, pages = 0; (pages === 0 || nextToken) && pages < 10; pages++) {
    const page = await list(vault.tables, HOME, { op: "list", ...request, ...(nextToken && { nextToken }) });
    found.push(...page.parameters.map(({ name }) => name.replace("/sst/passphrase/", "")));
    ({ nextToken } = page);
  }
  return found.sort();
}

test("the list holds every protected parameter, the deleted ones too, over all its pages", async () => {
  expect(await names()).toEqual(["blog/dev", "flat", "shop/dev", "shop/gone", "shop/prod"]);
  expect((await allRows(vault.tables, HOME.prefix)).rows).toHaveLength(5);
});

test("the list leaves out what is outside the prefix, which nobody can ask about", async () => {
  await vault.tables.putLive(sampleLive(protectedParameter(HOME, "/another/prefix/app/prod"), 1));
  expect(await names()).toEqual(["blog/dev", "flat", "shop/dev", "shop/gone", "shop/prod"]);
});

test("the list can be of one app, or of what is deleted", async () => {
  expect(await names({ app: "shop" })).toEqual(["shop/dev", "shop/gone", "shop/prod"]);
  expect(await names({ deleted: true })).toEqual(["shop/gone"]);
  expect(await names({ app: "blog", deleted: true })).toEqual([]);
  expect(await names({ app: "sho" })).toEqual([]);
});

test("the list shows what a sweep found and capture has not taken yet: live, without a recovery point", async () => {
  const found = ["shop/new", "blog/new", "shop/dev"];
  const since = vault.clock.iso();
  const uncaptured = found.map((name) => ({ name: `/sst/passphrase/${name}`, createdAt: since, since }));
  await vault.tables.putSweep({ at: since, parameters: 7, enqueued: 3, checkedAt: null, uncaptured });
  const known = ["blog/dev", "flat", "shop/dev", "shop/gone", "shop/prod"];
  expect(await names()).toEqual(["blog/new", "shop/new", ...known].sort());
  expect(await names({ app: "shop" })).toEqual(["shop/dev", "shop/gone", "shop/new", "shop/prod"]);
  expect(await names({ deleted: true })).toEqual(["shop/gone"]);
  const { rows } = await allRows(vault.tables, HOME.prefix);
  const last = await list(vault.tables, HOME, { op: "list", app: "blog", nextToken: String(rows.length - 1) });
  expect(last.parameters.find(({ name }) => name.endsWith("blog/new"))).toEqual({
    ...{ account: HOME.account, region: HOME.region, app: "blog", stage: "new", name: "/sst/passphrase/blog/new" },
    ...{ live: true, recoveryPoints: 0, latest: null, verdict: "unproven", entries: 0, pendingSince: since },
  });
  vault.store.userPut("/sst/passphrase/blog/new", "one");
  vault.store.userPut("/sst/passphrase/shop/new", "one");
  for (const name of ["blog/new", "shop/new"]) await captured(name);
  expect(await names()).toEqual(["blog/new", "shop/new", ...known].sort());
});

test("a page may be empty and yet have a next one", async () => {
  const first = await list(vault.tables, HOME, { op: "list", app: "flat" });
  expect(first).toEqual({ parameters: [], nextToken: expect.any(String) });
});

test("a parameter is shown with its newest recovery point, and no verdict before anything was proved", async () => {
  const { parameters } = await list(vault.tables, HOME, { op: "list", app: "shop" });
  expect(parameters[0]).toEqual({
    account: "000000000000",
    region: "us-east-1",
    app: "shop",
    stage: "dev",
    name: "/sst/passphrase/shop/dev",
    live: true,
    recoveryPoints: 1,
    latest: {
      id: "20261122T120000.000Z-1",
      createdAt: "2026-11-22T12:00:00.000Z",
      createdBy: "arn:aws:iam::000000000000:user/dev",
      capturedAt: expect.any(String),
      source: "event",
    },
    verdict: "unproven",
    entries: 1,
  });
});
