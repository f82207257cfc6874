import { describe, expect, test } from "vitest";
import { newPassphrase, secretsFile } from "../../../../lib/local/sst-files.ts";
import { captureNewest } from "../../../support/capture-newest.ts";
import { accident, right, SECRETS, STATE, state, wrong } from "./accident.ts";
import { live, name, parameter, put, remove, restored, vault } from "./scene.ts";

describe("by default", () => {
  test("the recovery point that opens the stage is restored, not the newest", async () => {
    const { good, regenerated } = await accident();
    expect(await restored()).toMatchObject({
      outcome: "restored",
      recoveryPoint: good,
      replaced: regenerated,
      opens: { state: "yes", secrets: "yes" },
    });
    expect(live()?.value?.reveal()).toBe(right);
  });

  test("a live value that opens all stays as it is, which is said where another tier or key was asked for", async () => {
    const id = await put(right);
    vault.bucket.put(STATE, state);
    expect(await restored()).toMatchObject({ outcome: "unchanged", recoveryPoint: id, warnings: [] });
    const unused = { tier: "Advanced", keyId: "alias/team" } as const;
    const warningCauses = [{ code: "not-applied", ...unused }];
    expect(await restored(unused)).toMatchObject({ outcome: "unchanged", warningCauses });
    const asItIs = { tier: "Standard", keyId: "alias/aws/ssm" } as const;
    expect(await restored(asItIs)).toMatchObject({ outcome: "unchanged", warnings: [] });
  });

  test("a split is refused, with what each opens and the steps that save both sides", async () => {
    const { good, regenerated } = await accident();
    vault.bucket.put(SECRETS, secretsFile(wrong));
    await put("a third");
    const answer = await restored();
    expect(answer).toMatchObject({ outcome: "refused", cause: { code: "opened-by-different-values" } });
    expect(answer.candidates?.map(({ opens }) => opens)).toEqual([
      { state: "no", secrets: "no" },
      { state: "no", secrets: "yes" },
      { state: "yes", secrets: "no" },
    ]);
    expect(answer.steps).toEqual([
      { do: "restore", recoveryPoint: regenerated, force: true },
      { do: "save-secrets" },
      { do: "restore", recoveryPoint: good, force: false },
      { do: "delete-secrets", bucket: "sst-state-shop", key: SECRETS },
      { do: "load-secrets" },
      { do: "delete-saved-secrets" },
    ]);
    expect(live()?.value?.reveal()).toBe("a third");
  });

  test("a split whose live value opens the secrets needs no step, nor force, to read them", async () => {
    const { good } = await accident();
    vault.bucket.put(SECRETS, secretsFile(wrong));
    await put("a third");
    await put(wrong);
    const { steps } = await restored();
    expect(steps?.slice(0, 2)).toEqual([{ do: "save-secrets" }, { do: "restore", recoveryPoint: good, force: false }]);
  });

  test("a split that is asked about twice by one request is told with its steps twice, and recorded once", async () => {
    await accident();
    vault.bucket.put(SECRETS, secretsFile(wrong));
    const { steps } = await restored({ requestId: "one" });
    expect(steps).toHaveLength(5);
    expect(await restored({ requestId: "one" })).toMatchObject({ outcome: "refused", steps });
    expect(vault.rows(parameter).filter(({ entry }) => entry.requestId === "one")).toHaveLength(1);
  });

  test("the steps that save both sides name a live value by the recovery point it gets before they come to it", async () => {
    await put(wrong);
    vault.bucket.put(STATE, state);
    vault.bucket.put(SECRETS, secretsFile(wrong));
    vault.store.userPut(name, right);
    const { steps: planned = [] } = await restored({ dryRun: true });
    const { steps: told } = await restored();
    expect(planned).toEqual(told);
    const id = vault.rows(parameter).at(-2)?.entry.recoveryPoint?.id;
    expect(planned[2]).toMatchObject({ do: "restore", recoveryPoint: id });
  });

  test("what nothing opens is refused", async () => {
    await put(wrong);
    vault.bucket.put(STATE, state);
    await remove();
    expect(await restored()).toMatchObject({
      outcome: "refused",
      cause: { code: "not-opened", artifacts: ["state"] },
    });
  });

  test("with nothing to test against, the newest is restored where the parameter is absent, else refused", async () => {
    const NOTHING = { code: "unproved-over-live", because: { code: "nothing-to-test" } };
    await put(wrong);
    const newest = await put(right);
    expect(await restored()).toMatchObject({ outcome: "refused", cause: NOTHING });
    await remove();
    expect(await restored()).toMatchObject({ outcome: "restored", recoveryPoint: newest });
  });

  test("with the evidence out of reach, different values are refused", async () => {
    await accident();
    vault.bucket.unreadable.add(STATE);
    const cause = { code: "unproved-over-live", because: { code: "object-denied" } };
    expect(await restored()).toMatchObject({ outcome: "refused", cause });
    expect(live()?.value?.reveal()).toBe(wrong);
  });
});

describe("of more than two hundred different values", () => {
  async function many() {
    const good = await put(right);
    for (let n = 0; n < 205; n++) vault.store.userPut(name, newPassphrase());
    await captureNewest(vault, parameter);
    return good;
  }

  test("the secrets are still tried with all", async () => {
    const good = await many();
    vault.bucket.put(SECRETS, secretsFile(right));
    expect(await restored()).toMatchObject({ outcome: "restored", recoveryPoint: good });
  });
});

test("asked for what is recoverable only, a restore leaves alone what was purged since it was found to be", async () => {
  await accident();
  await remove();
  const request = { onlyRecoverable: true };
  expect(await restored({ ...request, dryRun: true })).toMatchObject({ outcome: "planned" });
  vault.bucket.remove(STATE, true);
  vault.bucket.remove(SECRETS, true);
  expect(await restored(request)).toMatchObject({
    outcome: "refused",
    cause: { code: "not-recoverable", verdict: "retired", because: { code: "purged" } },
  });
  expect(live()).toBeNull();
});

test("a deploy that holds SST's lock keeps a live value from being replaced, unless forced", async () => {
  await accident();
  vault.bucket.put("lock/shop/prod.json", Buffer.from("{}"));
  const cause = { code: "deploy-running", stage: "prod" };
  expect(await restored()).toMatchObject({ outcome: "refused", cause });
  expect(live()?.value?.reveal()).toBe(wrong);
  const { locked } = vault.bucket;
  vault.bucket.locked = () => Promise.reject(new Error("SlowDown"));
  await expect(restored({ dryRun: true })).rejects.toThrow("SlowDown");
  expect(await restored({ force: true, dryRun: true })).toMatchObject({ outcome: "planned", warnings: [] });
  vault.bucket.locked = locked;
  const warningCauses = [{ code: "forced", cause }];
  expect(await restored({ force: true })).toMatchObject({ outcome: "restored", forced: true, warningCauses });
});

test("SST storing a new value between look and write is kept, and the right one is live in the end", async () => {
  const { good } = await accident();
  await remove();
  vault.store.beforePut = () => vault.store.userPut(name, newPassphrase());
  const answer = await restored();
  expect(answer).toMatchObject({ outcome: "restored", recoveryPoint: good });
  expect(live()?.value?.reveal()).toBe(right);
  const kept = vault.rows(parameter).flatMap(({ entry }) => entry.recoveryPoint?.id ?? []);
  expect(kept).toContain(answer.replaced);
});
