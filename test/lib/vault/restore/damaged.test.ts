import { describe, expect, test } from "vitest";
import { right, STATE, state, wrong } from "./accident.ts";
import { live, name, parameter, put, remove, restored, vault } from "./scene.ts";

describe("a damaged recovery point", () => {
  function damaged(which: number) {
    const rows = vault.rows(parameter).map((row, index) => {
      const part = Buffer.from(row.sealed?.parts[0] ?? []);
      if (index === which) part[20] = (part[20] ?? 0) ^ 1;
      return index === which && row.sealed ? { ...row, sealed: { ...row.sealed, parts: [part] } } : row;
    });
    vault.tables.ledgers.set(parameter.arn, rows);
  }

  test("does not keep another from being restored", async () => {
    await put(wrong);
    damaged(0);
    await remove();
    const good = await put(right);
    await remove();
    vault.bucket.put(STATE, state);
    expect(await restored()).toMatchObject({ outcome: "restored", recoveryPoint: good });
  });

  test("that may be the right one makes nothing lost", async () => {
    await put(right);
    damaged(0);
    await remove();
    await put(wrong);
    vault.bucket.put(STATE, state);
    expect(await restored()).toMatchObject({ outcome: "refused", cause: { because: { code: "ledger-damaged" } } });
  });
});

describe("a damaged entry", () => {
  const damage = (which: number) => {
    const rows = vault.rows(parameter).map((row, n) => (n === which ? { ...row, body: row.body.slice(1) } : row));
    vault.tables.ledgers.set(parameter.arn, rows);
  };

  test.each([
    { where: "in the middle", which: 1 },
    { where: "at the end", which: 2 },
  ])("$where of a ledger keeps nobody from restoring the stage, and is told of", async ({ which }) => {
    const good = await put(right);
    await put(wrong);
    await put("a third");
    vault.bucket.put(STATE, state);
    damage(which);
    const warningCauses = [{ code: "ledger-damaged", entries: [which + 1] }];
    expect(await restored()).toMatchObject({ outcome: "restored", recoveryPoint: good, warningCauses });
    expect(await restored()).toMatchObject({ outcome: "unchanged", warningCauses });
    expect(live()?.value?.reveal()).toBe(right);
    const rows = await vault.tables.rows(parameter.arn);
    const kept = rows.filter(({ entry }) => entry.recoveryPoint?.version === 3);
    expect(kept, "what was live is in the vault, in a whole entry").toHaveLength(1);
  });

  test("that may have held the right value makes nothing lost, and keeps a guess from being made", async () => {
    await put(right);
    await remove();
    await put(wrong);
    await remove();
    vault.bucket.put(STATE, state);
    damage(0);
    const cause = { code: "ledger-incomplete", because: { code: "ledger-damaged", entries: [1] } };
    expect(await restored()).toMatchObject({ outcome: "refused", cause });
    expect(live()).toBeNull();
  });

  test("that held no value leaves a lost stage lost", async () => {
    await put(wrong);
    await remove();
    vault.bucket.put(STATE, state);
    damage(1);
    expect(await restored()).toMatchObject({ outcome: "refused", cause: { code: "not-opened" } });
  });

  test("that is put back as it was leaves two of one recovery point, which both are what was kept", async () => {
    await put(right);
    vault.bucket.put(STATE, state);
    const whole = vault.rows(parameter)[0];
    damage(0);
    await put(wrong);
    const rows = vault.rows(parameter);
    if (whole) vault.tables.ledgers.set(parameter.arn, [whole, ...rows.slice(1)]);
    expect(await restored()).toMatchObject({ outcome: "restored", warnings: [] });
    expect(live()?.value?.reveal()).toBe(right);
  });

  test("that is the only one is told of, not taken for a parameter nobody knows", async () => {
    await put(right);
    vault.store.userDelete(name);
    damage(0);
    const cause = { code: "no-recovery-point", because: { code: "ledger-damaged", entries: [1] } };
    expect(await restored()).toMatchObject({ outcome: "refused", cause });
  });
});
