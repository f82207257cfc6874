import { describe, expect, test } from "vitest";
import type { HealthProbes } from "../../../../lib/vault/health/probes.ts";
import { MemoryVault } from "../../../support/memory/memory-vault.ts";
import { checked, TOPIC, TRAIL, WELL, wellVault } from "./well.ts";

const failing = (name: string) => () => Promise.reject(Object.assign(new Error("quotes its input"), { name }));

test("a vault is healthy where all its checks are, and each says what it saw", async () => {
  const { healthy, checks } = await checked(await wellVault());
  expect(healthy).toBe(true);
  expect(checks).toEqual([
    { name: "sweep", ok: true, detail: "2 parameters compared 0 seconds ago, 1 differed" },
    { name: "capture", ok: true, detail: "3 changes waiting, the oldest for 60 seconds, 0 dead letters" },
    { name: "verify", ok: true, detail: "0 checks waiting, 0 dead letters" },
    { name: "parameters", ok: true, detail: "2 in the vault" },
    {
      name: "proofs",
      ok: true,
      detail: "oldest restore test 1 second ago (/sst/passphrase/shop/dev); 1 ok, 1 unproven",
    },
    { name: "key", ok: true, detail: "Enabled" },
    { name: "tables", ok: true, detail: "Ledger-1A ACTIVE; Status-2B ACTIVE" },
    { name: "sources", ok: true, detail: "sst-vault-capture Enabled, sst-vault-tamper Enabled" },
    { name: "rules", ok: true, detail: "2 rules enabled" },
    { name: "functions", ok: true, detail: "no error in 24 hours, 2 functions" },
    { name: "alarms", ok: true, detail: "none of 14 alarms raised" },
    { name: "topic", ok: true, detail: "1 subscription" },
    { name: "trail", ok: true, detail: `${TRAIL} told of a call 1 second ago` },
  ]);
});

test("each check that failed, and none other, says what to type: a whole command", async () => {
  const broken: HealthProbes = {
    queue: () => Promise.resolve({ waiting: 1, oldestSeconds: 99_999, dead: 1 }),
    key: () => Promise.resolve({ id: "1234abcd", state: "Disabled", deletedAt: null }),
    tables: async () => (await WELL.tables()).map((table) => ({ ...table, recoverable: false })),
    sources: async () => (await WELL.sources()).map((source) => ({ ...source, mappings: [] })),
    rules: () => Promise.resolve({ "second-changes": "DISABLED", "second-trail": null }),
    errors: () => Promise.resolve({ "second-capture": 3 }),
    alarms: () => Promise.resolve({ known: 14, raised: ["second-tamper"], silent: [], missing: [] }),
    topic: () => Promise.resolve({ arn: TOPIC, confirmed: 0, pending: 1 }),
    trails: () => Promise.resolve([{ arn: TRAIL, homeRegion: "eu-west-1", logging: false }]),
  };
  const vault = await wellVault();
  vault.clock.advance(72 * 3600 * 1000);
  const { healthy, checks, failed } = await checked(vault, broken, "second");
  expect(healthy).toBe(false);
  expect(failed).toHaveLength(checks.length - 1);
  for (const { name, ok, advice } of checks) {
    if (ok) expect(advice, name).toBeUndefined();
    else expect(advice, name).toMatch(/^(npx sst-vault|aws|npm run deploy --) .*--region (us-east-1|eu-west-1)/);
    if (advice?.startsWith("npx sst-vault")) expect(advice).toMatch(/ --vault second$/);
  }
});

describe("a check that cannot be made", () => {
  test("tells the kind of error only, and keeps none of the others from being made", async () => {
    const { healthy, failed, of } = await checked(await wellVault(), { key: failing("KMSInternalException") });
    expect(healthy).toBe(false);
    expect(failed).toEqual(["key"]);
    expect(of("key")).toEqual({
      ok: false,
      detail: "could not be checked: KMSInternalException",
      advice: "npx sst-vault status --region us-east-1",
    });
  });

  test("for want of a right says which, and what brings it back", async () => {
    const { of } = await checked(await wellVault(), { tables: failing("AccessDeniedException") });
    expect(of("tables")).toEqual({
      ok: false,
      detail:
        "could not be checked: AccessDeniedException; " +
        "the role of sst-vault-query needs dynamodb:DescribeTable, dynamodb:DescribeContinuousBackups, dynamodb:GetResourcePolicy",
      advice: "npm run deploy -- --region us-east-1",
    });
  });

  test.each<[string, keyof HealthProbes, string[]]>([
    ["capture and verify", "queue", ["capture", "verify"]],
    ["sources", "sources", ["sources"]],
    ["rules", "rules", ["rules"]],
    ["functions", "errors", ["functions"]],
    ["alarms", "alarms", ["alarms"]],
  ])("fails: %s", async (_, probe, names) => {
    const { healthy, failed } = await checked(await wellVault(), { [probe]: failing("AccessDenied") });
    expect({ healthy, failed }).toEqual({ healthy: false, failed: names });
  });

  test("leaves the vault healthy where it is only worth knowing", async () => {
    const { healthy, of } = await checked(await wellVault(), { trails: failing("AccessDeniedException") });
    expect(healthy).toBe(true);
    expect(of("trail")).toMatchObject({ ok: false, advisory: true });
  });
});

test("a vault that has just been deployed is well but for its first sweep", async () => {
  const { failed } = await checked(new MemoryVault());
  expect(failed).toEqual(["sweep"]);
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
