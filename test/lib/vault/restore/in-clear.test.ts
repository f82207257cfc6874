import { expect, test } from "vitest";
import { secretsFile } from "../../../../lib/local/sst-files.ts";
import { right, SECRETS, STATE, state, wrong } from "./accident.ts";
import { live, name, put, remove, restored, vault } from "./scene.ts";

/** Where the recovery point is known that has it encrypted, which one that is. */
const inClear = (recoveryPoint: string | null) => ({ code: "stored-in-clear", type: "String", recoveryPoint });

/** A stage whose parameter was deleted, and created again by hand as text. */
async function recreatedAsText(value: string) {
  const good = await put(right);
  vault.bucket.put(SECRETS, secretsFile(right));
  await remove();
  await put(value, { type: "String", keyId: null });
  return good;
}

test.each([
  { what: "by default", named: false },
  { what: "also where it is named", named: true },
  { what: "by restore --all", named: false, onlyRecoverable: true },
])("a passphrase is not restored into a parameter that stores it in clear, $what", async ({ named, ...more }) => {
  const good = await recreatedAsText(wrong);
  const request = { ...more, ...(named && { recoveryPoint: good }) };
  for (const dryRun of [true, false]) {
    expect(await restored({ ...request, dryRun })).toMatchObject({ outcome: "refused", cause: inClear(good) });
  }
  expect(live()?.value?.reveal()).toBe(wrong);
  await remove();
  expect(await restored(request)).toMatchObject({ outcome: "restored", recoveryPoint: good, warnings: [] });
  expect(live()).toMatchObject({ type: "SecureString" });
});

test("force stores it in clear, and says so", async () => {
  const good = await recreatedAsText(wrong);
  const answer = await restored({ force: true });
  expect(answer).toMatchObject({ outcome: "restored", recoveryPoint: good, forced: true });
  expect(answer.warningCauses).toContainEqual({ code: "forced", cause: inClear(good) });
  expect(live()?.value?.reveal()).toBe(right);
});

test("a live value that opens the stage and is stored in clear stays, with a warning, and comes back encrypted", async () => {
  const good = await recreatedAsText(right);
  expect(await restored()).toMatchObject({ outcome: "unchanged", warningCauses: [inClear(good)] });
  expect(await restored({ recoveryPoint: good })).toMatchObject({
    outcome: "unchanged",
    warningCauses: [inClear(good)],
  });
  await remove();
  expect(await restored()).toMatchObject({ outcome: "restored", recoveryPoint: good, warnings: [] });
  expect(live()).toMatchObject({ type: "SecureString", keyId: "alias/aws/ssm" });
});

test("what was only ever stored in clear comes back as it was, with a warning", async () => {
  await put(right, { type: "String", keyId: null });
  vault.bucket.put(STATE, state);
  await remove();
  expect(await restored()).toMatchObject({ outcome: "restored", warningCauses: [inClear(null)] });
  expect(live()).toMatchObject({ type: "String" });
});

test("text is restored into text", async () => {
  const old = await put("one", { type: "String", keyId: null });
  await put("two", { type: "String", keyId: null });
  expect(await restored({ recoveryPoint: old, dryRun: true })).toMatchObject({ outcome: "planned" });
  expect(vault.store.live(name)?.value?.reveal()).toBe("two");
});
