import { describe, expect, test } from "vitest";
import { RIGHTS } from "../../../../lib/infra/access/rights.ts";
import type { HealthProbes } from "../../../../lib/vault/health/probes.ts";
import { MemoryVault } from "../../../support/memory/memory-vault.ts";
import { checked, TRAIL, WELL, wellVault } from "./well.ts";

const failing = (name: string) => () => Promise.reject(Object.assign(new Error("quotes its input"), { name }));

test("a vault is healthy if all its checks are, and each says what it saw", async () => {
  const { healthy, checks } = await checked(await wellVault());
  expect(healthy).toBe(true);
  expect(checks).toEqual([
    { name: "sweep", ok: true, detail: "2 parameters compared 0 seconds ago, 1 differed" },
    { name: "capture", ok: true, detail: "3 changes waiting, the oldest for 60 seconds" },
    { name: "verify", ok: true, detail: "0 checks waiting" },
    { name: "parameters", ok: true, detail: "2 in the vault" },
    {
      name: "proofs",
      ok: true,
      detail: "oldest restore test 1 second ago (/sst/passphrase/shop/dev); 1 ok, 1 unproven",
    },
    { name: "key", ok: true, detail: "Enabled" },
    { name: "tables", ok: true, detail: "Ledger-1A ACTIVE, Status-2B UPDATING" },
    { name: "sources", ok: true, detail: "sst-vault-capture Enabled, sst-vault-tamper Enabled" },
    { name: "rules", ok: true, detail: "2 rules" },
    { name: "functions", ok: true, detail: "3 functions, 2 errors in 24 hours" },
    { name: "roles", ok: true, detail: "1 role" },
    { name: "alarms", ok: true, detail: "2 alarms" },
    { name: "topic", ok: true, detail: "1 subscription" },
    { name: "trail", ok: true, detail: `${TRAIL} delivered a call 1 second ago` },
  ]);
});

describe("a check that cannot be made", () => {
  test("gives the kind of error only, and keeps none of the others from being made", async () => {
    const { healthy, failed, of } = await checked(await wellVault(), { key: failing("KMSInternalException") });
    expect(healthy).toBe(false);
    expect(failed).toEqual(["key"]);
    expect(of("key")).toEqual({
      ok: false,
      detail: "could not be checked: KMSInternalException",
      causes: [{ code: "not-checked", error: "KMSInternalException" }],
    });
  });

  const denied: [keyof HealthProbes, string[]][] = [
    ["queue", ["capture", "verify", "rules"]],
    ["key", ["key"]],
    ["tables", ["tables"]],
    ["sources", ["sources"]],
    ["rules", ["rules"]],
    ["functions", ["functions"]],
    ["runs", ["functions"]],
    ["roles", ["roles"]],
    ["alarms", ["alarms"]],
    ["topic", ["topic"]],
    ["trails", ["trail"]],
  ];
  test.each(denied)("because query was denied to see its %s names the rights it takes", async (probe, names) => {
    const { failed, causes } = await checked(await wellVault(), { [probe]: failing("AccessDeniedException") });
    expect(failed).toEqual(names);
    for (const cause of causes) {
      expect(cause).toMatchObject({ code: "right-missing", function: "sst-vault-query" });
    }
  });

  test("names, over all checks, exactly what the rights of query on the vault's health grant", async () => {
    const nothing = Object.fromEntries(Object.keys(WELL).map((probe) => [probe, failing("AccessDenied")]));
    const { causes } = await checked(await wellVault(), nothing);
    const named = causes.flatMap(({ rights }) => rights as string[]);
    const granted = Object.values(RIGHTS)
      .filter(({ column }) => column === "health")
      .flatMap(({ actions }) => actions);
    expect([...new Set(named)].filter((right) => !/^dynamodb:(Scan|GetItem)$/.test(right)).sort()).toEqual(
      [...new Set<string>(granted)].sort(),
    );
  });

  test("leaves the vault healthy if it is only worth knowing", async () => {
    const { healthy, of } = await checked(await wellVault(), { trails: failing("AccessDeniedException") });
    expect(healthy).toBe(true);
    expect(of("trail")).toMatchObject({ ok: false, advisory: true });
  });
});

test("a vault that has just been deployed is well but for its first sweep", async () => {
  const { failed, causes } = await checked(new MemoryVault());
  expect(failed).toEqual(["sweep"]);
  expect(causes).toEqual([{ code: "never-swept" }]);
});

test("all checks together read the status table once", async () => {
  const vault = await wellVault();
  const first: (string | null)[] = [];
  const list = vault.tables.list.bind(vault.tables);
  vault.tables.list = (page) => {
    if (page === null) first.push(page);
    return list(page);
  };
  await checked(vault);
  expect(first).toHaveLength(1);
});
