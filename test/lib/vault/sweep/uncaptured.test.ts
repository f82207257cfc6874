import { beforeEach, describe, expect, test } from "vitest";
import { protectedParameter } from "../../../../lib/vault/parameter.ts";
import { sweep } from "../../../../lib/vault/sweep/sweep.ts";
import { captureOne } from "../../../support/capture-one.ts";
import { HOME, MemoryVault, stage } from "../../../support/memory/memory-vault.ts";
import { checked } from "../health/well.ts";

const MINUTE = 60_000;
let vault: MemoryVault;
beforeEach(() => {
  vault = new MemoryVault();
});

/** Sweeps while capture does nothing; what the sweep measured. */
async function sweptOnly() {
  await sweep(vault.sweepPorts(), HOME, 3600);
  return vault.measured.at(-1);
}

async function captured() {
  for (const { name, hint } of vault.queued.splice(0)) {
    await captureOne(vault.ports(), protectedParameter(HOME, name), { hint });
  }
}

const put = (...names: string[]) => names.map((name) => vault.store.userPut(stage(name).name, `value of ${name}`));

describe("what Parameter Store lists and capture never took", () => {
  test("counts as a stage and as unprotected from half an hour on, and status names it", async () => {
    put("one", "two", "three");
    expect(await sweptOnly()).toMatchObject({ stages: 0, unprotected: 0 });
    vault.clock.advance(29 * MINUTE);
    expect(await sweptOnly()).toMatchObject({ stages: 0, unprotected: 0 });
    vault.clock.advance(MINUTE);
    expect(await sweptOnly()).toMatchObject({ stages: 3, unprotected: 3 });
    expect((await checked(vault)).of("parameters").causes).toEqual([
      {
        code: "not-captured",
        parameters: ["one", "two", "three"].map((name) => stage(name).name),
        count: 3,
        seconds: 30 * 60,
      },
    ]);
  });

  test("is no alarm at a first deploy, which sweeps twice within a minute, nor in status", async () => {
    put("one", "two");
    await sweptOnly();
    vault.clock.advance(MINUTE / 2);
    expect(await sweptOnly()).toMatchObject({ unprotected: 0 });
    expect((await checked(vault)).of("parameters").ok).toBe(true);
  });

  test("is well for status as soon as it is captured, before any other sweep", async () => {
    put("one");
    await sweptOnly();
    vault.clock.advance(60 * MINUTE);
    await sweptOnly();
    expect((await checked(vault)).of("parameters").ok).toBe(false);
    await captured();
    expect((await checked(vault)).of("parameters")).toEqual({ ok: true, detail: "1 in the vault" });
    expect(await sweptOnly()).toMatchObject({ stages: 1, unprotected: 0 });
  });

  test("is remembered within what a row of the table holds, however much it is", async () => {
    put(...Array.from({ length: 400 }, (_, n) => `pr-${n}`));
    await sweptOnly();
    expect((await vault.tables.sweep())?.uncaptured).toHaveLength(300);
    vault.clock.advance(60 * MINUTE);
    expect((await sweptOnly())?.unprotected).toBe(300);
  });
});

describe("a new version that capture does not take", () => {
  beforeEach(async () => {
    put("one");
    await sweptOnly();
    await captured();
    vault.clock.advance(60 * MINUTE);
    put("one");
    await sweptOnly();
  });

  test("leaves its stage unprotected: the value in the vault is not the live one", async () => {
    vault.clock.advance(60 * MINUTE);
    expect(await sweptOnly()).toMatchObject({ stages: 1, unprotected: 1 });
  });

  test("is not that of an hour ago, where that one was captured", async () => {
    await captured();
    vault.clock.advance(60 * MINUTE);
    put("one");
    expect(await sweptOnly()).toMatchObject({ stages: 1, unprotected: 0 });
  });
});

test("what could not be read counts once", async () => {
  vault.store.unreadable.set(`${stage("one").name}:1`, "could not be decrypted: InvalidKeyId");
  put("one");
  await sweptOnly();
  await captured();
  vault.clock.advance(60 * MINUTE);
  expect(await sweptOnly()).toMatchObject({ stages: 1, unprotected: 1 });
});
