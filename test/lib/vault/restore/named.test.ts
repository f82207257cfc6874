import { describe, expect, test } from "vitest";
import { captureNewest } from "../../../support/capture-newest.ts";
import { accident, right, SECRETS, STATE, splitOutOfReach, wrong } from "./accident.ts";
import { live, name, parameter, put, remove, restored, vault } from "./scene.ts";

describe("a recovery point that is named", () => {
  test("and opens the state needs no force", async () => {
    const { good } = await accident();
    expect(await restored({ recoveryPoint: good })).toMatchObject({ outcome: "restored" });
  });

  test("and opens the state is restored though the secrets cannot be tried, and said so", async () => {
    const { good } = await accident();
    vault.bucket.unreadable.add(SECRETS);
    const warningCauses = [{ code: "secrets-untried", because: { code: "object-denied" } }];
    expect(await restored({ recoveryPoint: good })).toMatchObject({ outcome: "restored", warningCauses });
  });

  test("and does not open the state is refused unless forced, and said so", async () => {
    const { regenerated } = await accident();
    await remove();
    const cause = { code: "point-does-not-open", recoveryPoint: regenerated, artifact: "state" };
    expect(await restored({ recoveryPoint: regenerated })).toMatchObject({ outcome: "refused", cause });
    const refusal = vault.rows(parameter).findLast(({ entry }) => entry.type === "restore-refused");
    expect(refusal?.entry.detail).toMatchObject({ asked: { recoveryPoint: regenerated }, because: cause });
    const forced = await restored({ recoveryPoint: regenerated, force: true });
    expect(forced).toMatchObject({ outcome: "restored", forced: true, warningCauses: [{ code: "forced", cause }] });
    expect(vault.rows(parameter).at(-1)?.entry.detail).toMatchObject({ forced: true });
    expect(live()?.value?.reveal()).toBe(wrong);
  });

  test("on a stage that is ok is refused unless forced", async () => {
    const { good, regenerated } = await accident();
    await restored();
    vault.clock.advance(60_000);
    expect(await restored({ recoveryPoint: regenerated })).toMatchObject({
      outcome: "refused",
      cause: { code: "stage-works", because: { code: "live-opens-all" } },
    });
    expect(await restored({ recoveryPoint: good })).toMatchObject({ outcome: "unchanged" });
  });

  test("and cannot be proved is refused over a live value, and restored with a warning where there is none", async () => {
    const { good } = await accident();
    vault.bucket.name = null;
    expect(await restored({ recoveryPoint: good })).toMatchObject({ outcome: "refused" });
    await remove();
    expect(await restored({ recoveryPoint: good })).toMatchObject({
      outcome: "restored",
      warningCauses: [{ code: "point-unproved", because: { code: "bootstrap-missing" } }],
    });
  });
});

test("a recovery point that opens only the secrets is not let in the place of the state's value while the state is out of reach", async () => {
  const ofSecrets = await splitOutOfReach();
  expect(await restored({ recoveryPoint: ofSecrets })).toMatchObject({
    outcome: "refused",
    cause: { code: "point-unproved" },
  });
  expect(live()?.value?.reveal()).toBe(right);
  await remove();
  expect(await restored({ recoveryPoint: ofSecrets, dryRun: true })).toMatchObject({
    outcome: "planned",
    warningCauses: [{ code: "point-unproved" }],
  });
});

test("a recovery point that is named over a live value whose state was deleted by hand needs force", async () => {
  const { good } = await accident();
  vault.bucket.remove(STATE);
  vault.bucket.remove(SECRETS);
  expect(await restored({ recoveryPoint: good })).toMatchObject({
    outcome: "refused",
    cause: { code: "point-unproved", because: { code: "deleted-by-hand" } },
  });
});

describe("a recovery point named by time", () => {
  test("is the one live then", async () => {
    const start = vault.clock.now().getTime();
    const at = (seconds: number) => new Date(start + seconds * 1000).toISOString();
    const first = await put("first"); // at 0 s
    await put("second"); // at 10 s
    await remove(); // at 20 s
    expect(await restored({ at: at(5), dryRun: true })).toMatchObject({ recoveryPoint: first });
    await expect(restored({ at: at(25), dryRun: true })).rejects.toMatchObject({ code: "NotFound" });
    await expect(restored({ at: at(-5), dryRun: true })).rejects.toMatchObject({ code: "NotFound" });
  });

  test("inside a gap comes with a warning", async () => {
    const first = await put("first");
    const inside = new Date(vault.clock.now().getTime() + 1000).toISOString();
    for (let n = 0; n < 120; n++) {
      vault.store.userPut(name, `value ${n}`);
      vault.clock.advance(1000);
    }
    await captureNewest(vault, parameter);
    const { recoveryPoint, warningCauses } = await restored({ at: inside, dryRun: true });
    expect(recoveryPoint).toBe(first);
    expect(warningCauses).toMatchObject([{ code: "missed-between", to: inside }]);
  });
});
