import { expect } from "vitest";
import { chainHash, chainStart, missedVersions } from "../../lib/vault/ledger/ledger.ts";
import type { ProtectedParameter } from "../../lib/vault/parameter.ts";
import type { MemoryVault } from "./memory/memory-vault.ts";

/**
 * Holds a ledger to what capture promises: numbered and chained without a gap, no version twice, no life that
 * never was, every promised version kept under the value it had, and the projection true to the store.
 * @param promised versions, as `createdAt version`, that a finished capture saw
 */
export function expectSoundLedger(vault: MemoryVault, parameter: ProtectedParameter, promised: Iterable<string>): void {
  const rows = vault.rows(parameter);
  let hash = chainStart(parameter.arn);
  rows.forEach((row, index) => {
    hash = chainHash(hash, row.body);
    expect([row.entry.seq, row.hash]).toEqual([index + 1, hash]);
  });

  const points = rows.flatMap(({ entry }) => entry.recoveryPoint ?? []);
  const identity = ({ createdAt, version }: { createdAt: string; version: number }) => `${createdAt} ${version}`;
  const kept = points.map(identity);
  expect(kept).toHaveLength(new Set(kept).size);
  expect(points.map(({ id }) => id)).toHaveLength(new Set(points.map(({ id }) => id)).size);
  for (const version of promised) expect(kept).toContain(version);

  // Versions of one true life are in one life of the ledger, and of two in two.
  const truth = new Map(vault.store.everything.map((made) => [identity(made), made.life]));
  const lives = new Map<number, number | undefined>();
  for (const point of points) {
    const life = truth.get(identity(point));
    expect(life).toBeDefined();
    expect(lives.get(point.life) ?? life).toBe(life);
    lives.set(point.life, life);
  }
  expect(new Set(lives.values()).size).toBe(lives.size);

  // A value is noted as never read only where nothing kept within a second of it explains the event.
  const second = (time: string) => Math.floor(Date.parse(time) / 1000);
  for (const { entry } of rows.filter(({ entry }) => entry.type === "capture-missed" && !missedVersions(entry))) {
    const before = points.filter((_, index) => index < entry.kept);
    expect(before.filter(({ createdAt }) => Math.abs(second(createdAt) - second(entry.time)) <= 1)).toEqual([]);
  }

  const live = vault.store.live(parameter.name);
  const row = vault.tables.lives.get(parameter.arn);
  expect(row?.live ?? false).toBe(live !== null);
  expect(row?.version ?? null).toBe(live?.version ?? null);
  if (live) expect(row?.livePoint).toBe(points.find((point) => identity(point) === identity(live))?.id);
  expect(row?.recoveryPoints ?? 0).toBe(points.length);
}
