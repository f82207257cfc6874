import { describe, expect, test } from "vitest";
import type { Trail } from "../../../../lib/vault/health/probes.ts";
import { sampleLive } from "../../../support/ledger-samples.ts";
import { type MemoryVault, stage } from "../../../support/memory/memory-vault.ts";
import { checked, HOUR, TRAIL, wellVault } from "./well.ts";

const withTrails = (vault: MemoryVault, ...trails: Trail[]) =>
  checked(vault, { trails: () => Promise.resolve(trails) });
const trail = (logging: boolean | null): Trail => ({ arn: TRAIL, homeRegion: "eu-west-1", logging });

/** A change that an event brought, so many hours ago, and of which no trail told since. */
async function untold(hoursAgo: number, source: "event" | "sweep" = "event"): Promise<MemoryVault> {
  const vault = await wellVault();
  vault.clock.advance(10 * HOUR * 1000 + 400);
  const createdAt = vault.clock.iso();
  const latest = { id: "20261122T220000.000Z-2", createdAt, createdBy: null, capturedAt: createdAt, source };
  await vault.tables.putLive(sampleLive(stage("dev"), 2, { latest, createdAt }));
  vault.clock.advance(hoursAgo * HOUR * 1000);
  await vault.tables.putSweep({ at: vault.clock.iso(), parameters: 2, enqueued: 0, checkedAt: null });
  return vault;
}

describe("if no trail delivers, the vault is healthy all the same, and says what stays unknown", () => {
  test.each<[string, () => Promise<MemoryVault>, Trail[], object]>([
    ["because there is none", wellVault, [], { code: "no-trail" }],
    [
      "because it is stopped; it is started in its own region",
      wellVault,
      [trail(false)],
      { code: "trail-stopped", trail: TRAIL, region: "eu-west-1" },
    ],
    [
      "because it delivers nothing: a change is more than an hour old",
      () => untold(2),
      [trail(true)],
      {
        code: "trail-silent",
        trail: TRAIL,
        region: "eu-west-1",
        parameter: "/sst/passphrase/shop/dev",
        seconds: 2 * HOUR,
      },
    ],
  ])("%s", async (_, vault, trails, cause) => {
    const { healthy, of } = await withTrails(await vault(), ...trails);
    expect(healthy).toBe(true);
    expect(of("trail")).toMatchObject({ ok: false, advisory: true, causes: [cause] });
  });
});

describe("a trail delivers", () => {
  test("where it told of the newest change, which it dates to the second", async () => {
    const vault = await untold(5);
    const at = new Date(vault.clock.now().getTime() - 4.9 * HOUR * 1000).toISOString();
    await vault.tables.putTrail({ at, eventTime: "2026-11-22T22:00:01Z" });
    expect((await withTrails(vault, trail(true))).of("trail")).toEqual({
      ok: true,
      detail: `${TRAIL} delivered a call 5 hours ago`,
    });
  });

  test("as far as can be told, while a change is so young that it may still be on its way", async () => {
    expect((await withTrails(await untold(0.9), trail(true))).of("trail").ok).toBe(true);
  });

  test("as far as can be told, where only a sweep found the change: the vault may not have been there then", async () => {
    expect((await withTrails(await untold(2, "sweep"), trail(true))).of("trail").ok).toBe(true);
  });

  test("where it does, although another is stopped or may not be asked", async () => {
    const vault = await wellVault();
    expect((await withTrails(vault, trail(false), trail(true))).of("trail").ok).toBe(true);
    expect((await withTrails(vault, trail(false), trail(null))).of("trail").ok).toBe(true);
    expect((await withTrails(await untold(2), trail(null))).of("trail").ok).toBe(false);
  });
});
