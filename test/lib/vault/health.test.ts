import { beforeEach, describe, expect, test } from "vitest";
import { type HealthProbes, health } from "../../../lib/vault/health.ts";
import { sampleLive } from "../../support/ledger-samples.ts";
import { MemoryVault, stage } from "../../support/memory/memory-vault.ts";

const EVERY = 3600;
let vault: MemoryVault;
beforeEach(async () => {
  vault = new MemoryVault();
  await vault.tables.putSweep({ at: vault.clock.iso(), parameters: 2, enqueued: 1, checkedAt: null });
  await vault.tables.putLive(sampleLive(stage("dev"), 1));
  await vault.tables.putLive(sampleLive(stage("gone"), 2, { live: false, livePoint: null }));
});

const WELL: HealthProbes = {
  queue: (holds) => Promise.resolve({ waiting: holds === "changes" ? 3 : 4, dead: 0 }),
  key: () => Promise.resolve("Enabled"),
  tables: () => Promise.resolve({ ledger: "ACTIVE", status: "ACTIVE" }),
};

const deadLettersOf =
  (one: "changes" | "checks"): HealthProbes["queue"] =>
  (holds) =>
    Promise.resolve({ waiting: 0, dead: holds === one ? 1 : 0 });

/** The vault's health, its checks by name. */
async function checked(probes: Partial<HealthProbes> = {}) {
  const { tables, clock } = vault;
  const { healthy, checks } = await health({ status: tables, clock, probes: { ...WELL, ...probes } }, EVERY);
  return { healthy, checks, of: (name: string) => checks.find((check) => check.name === name) };
}

test("a vault is healthy where all its checks are, and each says what it saw", async () => {
  const { healthy, checks } = await checked();
  expect(healthy).toBe(true);
  expect(checks).toEqual([
    { name: "sweep", ok: true, detail: "2 parameters compared 0 minutes ago, 1 differed" },
    { name: "capture", ok: true, detail: "3 changes waiting, 0 dead letters" },
    { name: "verify", ok: true, detail: "4 checks waiting, 0 dead letters" },
    { name: "parameters", ok: true, detail: "2 in the vault" },
    { name: "key", ok: true, detail: "Enabled" },
    { name: "tables", ok: true, detail: "ledger ACTIVE, status ACTIVE" },
  ]);
});

describe("a vault is not healthy", () => {
  test("where its sweep is overdue: missed twice, not once", async () => {
    vault.clock.advance(1.9 * EVERY * 1000);
    expect(await checked()).toMatchObject({ healthy: true });
    vault.clock.advance(0.5 * EVERY * 1000);
    const { healthy, of } = await checked();
    expect(healthy).toBe(false);
    expect(of("sweep")).toMatchObject({ ok: false, detail: expect.stringContaining("144 minutes ago") });
  });

  test("where no sweep ever ran through", async () => {
    vault = new MemoryVault();
    expect((await checked()).of("sweep")).toMatchObject({
      ok: false,
      detail: expect.stringContaining("sst-vault sweep"),
    });
  });

  test("where a live value could not be read: one is named, the rest counted", async () => {
    for (const name of ["one", "two", "three"])
      await vault.tables.putLive(sampleLive(stage(name), 1, { livePoint: null }));
    expect((await checked()).of("parameters")).toEqual({
      name: "parameters",
      ok: false,
      detail: "5 in the vault; the live value of /sst/passphrase/shop/one and 2 more is not in the vault",
    });
  });

  test.each<[string, string, Partial<HealthProbes>]>([
    ["changes are dead letters", "capture", { queue: deadLettersOf("changes") }],
    ["checks are dead letters", "verify", { queue: deadLettersOf("checks") }],
    ["its key is on its way out", "key", { key: () => Promise.resolve("PendingDeletion") }],
    ["a table is not to be had", "tables", { tables: () => Promise.resolve({ ledger: "ACTIVE", status: "ARCHIVED" }) }],
  ])("where %s", async (_, name, probes) => {
    const { healthy, checks } = await checked(probes);
    expect(healthy).toBe(false);
    expect(checks.filter(({ ok }) => !ok).map((check) => check.name)).toEqual([name]);
  });

  test("where a check cannot be made, of which only the kind of error is told; the others are made", async () => {
    const failing = () =>
      Promise.reject(Object.assign(new Error("quotes its input"), { name: "AccessDeniedException" }));
    const { healthy, checks, of } = await checked({ key: failing });
    expect(healthy).toBe(false);
    expect(of("key")).toEqual({ name: "key", ok: false, detail: "could not be checked: AccessDeniedException" });
    expect(checks.filter(({ ok }) => ok)).toHaveLength(5);
  });
});
