import { describe, expect, test } from "vitest";
import { newPassphrase, secretsFile, stateFile } from "../../../../lib/local/sst-files.ts";
import { protectedParameter } from "../../../../lib/vault/parameter.ts";
import { verify } from "../../../../lib/vault/verify/verify.ts";
import { HOME } from "../../../support/memory/memory-vault.ts";
import { first, parameter, put, remove, SECRETS, STATE, second, vault, verified } from "./verify-scene.ts";

const third = newPassphrase();
// Each costs a PBKDF2.
const [ofFirst, ofSecond, empty] = await Promise.all([
  stateFile(first),
  stateFile(second),
  stateFile(first, { resources: false }),
]);
const states = { first: ofFirst, second: ofSecond, empty };

describe("a stage is", () => {
  test("ok where the live value opens state and secrets", async () => {
    const id = await put(first);
    vault.bucket.put(STATE, states.first);
    vault.bucket.put(SECRETS, secretsFile(first));
    expect(await verified()).toMatchObject({
      verdict: "ok",
      recoveryPoint: id,
      opens: { state: "yes", secrets: "yes" },
    });
  });

  test("recoverable where SST stored a new passphrase, and the older one opens all", async () => {
    const id = await put(first);
    vault.bucket.put(STATE, states.first);
    await remove();
    await put(second);
    expect(await verified()).toMatchObject({ verdict: "recoverable", recoveryPoint: id, opens: { state: "yes" } });
  });

  test("recoverable where the parameter is gone and its state is not", async () => {
    const id = await put(first);
    vault.bucket.put(SECRETS, secretsFile(first));
    await remove();
    expect(await verified()).toMatchObject({ live: false, verdict: "recoverable", recoveryPoint: id });
  });

  test("ok again where a deploy sealed the state anew under the regenerated passphrase", async () => {
    await put(first);
    await remove();
    const id = await put(second);
    vault.bucket.put(STATE, states.second);
    expect(await verified()).toMatchObject({ verdict: "ok", recoveryPoint: id });
  });

  test("split where state and secrets need different recovery points", async () => {
    await put(first);
    await remove();
    await put(second);
    vault.bucket.put(STATE, states.first);
    vault.bucket.put(SECRETS, secretsFile(second));
    expect(await verified()).toMatchObject({ verdict: "split", recoveryPoint: null });
  });

  test("lost where nothing opens the state", async () => {
    await put(third);
    vault.bucket.put(STATE, states.first);
    vault.bucket.put(SECRETS, secretsFile(third));
    expect(await verified()).toMatchObject({ verdict: "lost", reason: expect.stringContaining("state") });
  });

  test("retired where it was purged, or its state is empty", async () => {
    await put(first);
    vault.bucket.put(STATE, states.empty);
    expect(await verified()).toMatchObject({ verdict: "retired", recoveryPoint: null });
    vault.bucket.remove(STATE, true);
    await remove();
    expect(await verified()).toMatchObject({ verdict: "retired", reason: expect.stringContaining("purged") });
  });

  test("unproven where nothing is there to test yet, or its objects were deleted by hand", async () => {
    await put(first);
    expect(await verified()).toMatchObject({ verdict: "unproven", reason: "nothing to test yet" });
    vault.bucket.put(STATE, states.first);
    vault.bucket.remove(STATE);
    expect(await verified()).toMatchObject({
      verdict: "unproven",
      reason: expect.stringContaining(`${STATE} version 1`),
    });
  });

  test("unproven where an artifact may not be read or is damaged, never taken for absent", async () => {
    await put(first);
    vault.bucket.put(STATE, states.first);
    vault.bucket.put(SECRETS, secretsFile(first));
    vault.bucket.unreadable.add(SECRETS);
    expect(await verified()).toMatchObject({ verdict: "unproven", opens: { secrets: "untested" } });
    vault.bucket.unreadable.clear();
    vault.bucket.put(STATE, states.first.subarray(0, 400));
    expect(await verified()).toMatchObject({ verdict: "unproven", opens: { state: "untested" } });
    vault.bucket.name = null;
    expect(await verified()).toMatchObject({ verdict: "unproven", reason: expect.stringContaining("bootstrap") });
  });

  test("known to the vault or Parameter Store, or not found", async () => {
    await expect(verified()).rejects.toMatchObject({ code: "NotFound" });
  });
});

test("_fallback is proved by the secrets alone", async () => {
  const fallback = protectedParameter(HOME, "/sst/passphrase/shop/_fallback");
  await put(first, fallback);
  vault.bucket.put("secret/shop/_fallback.json", secretsFile(first));
  expect(await verify(vault.ports(), fallback, "capture")).toMatchObject({
    verdict: "ok",
    opens: { state: "absent", secrets: "yes" },
  });
});

test("a parameter at another depth is no stage's: it has nothing to test, there or gone", async () => {
  const odd = protectedParameter(HOME, "/sst/passphrase/odd");
  await put(first, odd);
  const nothing = { verdict: "unproven", reason: "nothing to test yet", recoveryPoint: null };
  expect(await verify(vault.ports(), odd, "capture")).toMatchObject(nothing);
  await remove(odd);
  expect(await verify(vault.ports(), odd, "capture")).toMatchObject(nothing);
});

test("a stage that lost its passphrase before there was a vault is lost, not new", async () => {
  const opens = { state: "no", secrets: "absent" };
  vault.bucket.put(STATE, states.first);
  expect(await verified()).toMatchObject({ live: false, verdict: "lost", recoveryPoint: null, opens });
  expect(vault.rows(parameter)).toEqual([]);
});
