import { beforeEach, describe, expect, test, vi } from "vitest";
import { protectedParameter } from "../../../../lib/vault/parameter.ts";
import { sweep } from "../../../../lib/vault/sweep/sweep.ts";
import { verify } from "../../../../lib/vault/verify/verify.ts";
import { captureOne } from "../../../support/capture-one.ts";
import { HOME, MemoryVault, stage } from "../../../support/memory/memory-vault.ts";

const dev = stage("dev");
let vault: MemoryVault;
beforeEach(() => {
  vault = new MemoryVault();
});

/** Sweeps as on schedule, unless it is thorough, and captures what that enqueued. */
async function swept(thorough = false) {
  vault.queued.length = 0;
  const answer = await sweep(vault.sweepPorts(), HOME, 3600, thorough);
  for (const { name, hint } of vault.queued) await captureOne(vault.ports(), protectedParameter(HOME, name), { hint });
  return answer;
}

describe("the ends of all ledgers", () => {
  test("are not compared on schedule, so that a sweep costs no more as the ledgers grow", async () => {
    vault.store.userPut(dev.name, "one");
    await swept();
    const tips = vi.spyOn(vault.tables, "tips");
    vault.clock.advance(3_600_000);
    await swept();
    expect(tips).not.toHaveBeenCalled();
  });

  test.each([
    ["somebody asks for a sweep", 0, true],
    ["no sweep ran for hours, as where the status table is of a backup", 4, false],
    ["a week has gone by since they were", 8 * 24, false],
  ])("are compared where %s", async (_, hours, thorough) => {
    vault.store.userPut(dev.name, "one");
    await swept();
    vault.tables.lives.clear();
    const tips = vi.spyOn(vault.tables, "tips");
    vault.clock.advance(hours * 3_600_000);
    await swept(thorough);
    expect(tips).toHaveBeenCalledOnce();
    expect(vault.tables.lives.size).toBe(1);
  });
});

describe("one ledger's end", () => {
  test("is compared with the live row by each restore test, and the next sweep has what differs looked at", async () => {
    for (const value of ["one", "two"]) {
      vault.store.userPut(dev.name, value);
      await swept();
    }
    vault.tables.ledgers.set(dev.arn, vault.rows(dev).slice(0, 1));
    expect(await swept()).toMatchObject({ enqueued: 0 });
    await verify(vault.ports(), dev, "sweep");
    expect(await swept()).toMatchObject({ enqueued: 1 });
    const kept = vault.rows(dev).flatMap(({ entry }) => entry.recoveryPoint?.version ?? []);
    expect(kept).toEqual([1, 2]);
  });

  test("is looked at where a proof has lost its live row", async () => {
    vault.store.userPut(dev.name, "one");
    await swept();
    await verify(vault.ports(), dev, "sweep");
    vault.clock.advance(120_000);
    vault.store.userDelete(dev.name);
    await swept();
    vault.tables.lives.clear();
    expect(await swept()).toMatchObject({ enqueued: 1 });
    expect(vault.tables.lives.get(dev.arn)).toMatchObject({ live: false, recoveryPoints: 1 });
  });
});
