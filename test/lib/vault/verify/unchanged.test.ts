import { expect, test, vi } from "vitest";
import { secretsFile, stateFile } from "../../../../lib/local/sst-files.ts";
import { first, parameter, put, remove, SECRETS, STATE, second, vault, verified } from "./verify-scene.ts";

const ofFirst = await stateFile(first);

/** Tests the stage twice: the second time no sealed value and no live one may be read. */
async function twice() {
  const before = await verified();
  const { opened } = vault.key;
  vi.spyOn(vault.tables, "rows").mockRejectedValue(new Error("sealed values were read"));
  vi.spyOn(vault.store, "observe").mockRejectedValue(new Error("the live value was read"));
  vault.clock.advance(60_000);
  expect(await verified()).toEqual(before);
  expect(vault.key.opened).toBe(opened);
  expect(vault.tables.proofs.get(parameter.arn)?.at).toBe(vault.clock.now().toISOString());
  return before;
}

test("a new stage that has no files yet is tested without reading a value", async () => {
  await put(first);
  expect(await twice()).toMatchObject({ verdict: "unproven", cause: { code: "nothing-to-test" } });
});

test("a purged stage is tested without reading a value", async () => {
  await put(first);
  vault.bucket.put(STATE, ofFirst);
  await verified();
  vault.bucket.remove(STATE, true);
  await remove();
  expect(await twice()).toMatchObject({ live: false, verdict: "retired", cause: { code: "purged" } });
});

test("a stage that lost its passphrase is tested without reading a value", async () => {
  await put(first);
  vault.bucket.put(STATE, ofFirst);
  await remove();
  expect(await twice()).toMatchObject({ live: false, verdict: "recoverable", opens: { state: "yes" } });
});

test("a stage whose passphrase is gone and that nothing opens is tested without reading a value", async () => {
  await put(second);
  vault.bucket.put(STATE, ofFirst);
  await remove();
  expect(await twice()).toMatchObject({ live: false, verdict: "lost", opens: { state: "no", secrets: "absent" } });
});

test("a stage that different values open is tested without reading a value, its parameter gone or not", async () => {
  await put(first);
  await put(second);
  vault.bucket.put(STATE, ofFirst);
  vault.bucket.put(SECRETS, secretsFile(second));
  await remove();
  expect(await twice()).toMatchObject({ verdict: "split" });
});

test("a stage whose state was deleted by hand is tested without reading a value", async () => {
  await put(first);
  vault.bucket.put(STATE, ofFirst);
  await verified();
  vault.bucket.remove(STATE);
  expect(await twice()).toMatchObject({ verdict: "unproven", cause: { code: "deleted-by-hand" } });
});
