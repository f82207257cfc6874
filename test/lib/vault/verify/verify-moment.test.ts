import { describe, expect, test } from "vitest";
import { secretsFile, stateFile } from "../../../../lib/local/sst-files.ts";
import { notices } from "../../../../lib/vault/notices/notice.ts";
import { verify } from "../../../../lib/vault/verify/verify.ts";
import { captureNewest } from "../../../support/capture-newest.ts";
import { first, parameter, put, SECRETS, STATE, second, vault, verdicts, verified } from "./verify-scene.ts";

const state = await stateFile(first);

describe("what is seen only for a moment judges nothing:", () => {
  test("an old copy of the store is waited out by who asks, and looked at again by whom nobody waits for", async () => {
    await put(first);
    vault.bucket.put(STATE, state);
    await verified();
    vault.clock.advance(60_000);
    vault.store.userPut(parameter.name, second);
    vault.clock.advance(1);
    await captureNewest(vault, parameter);
    vault.store.lagMs = 1500;
    await expect(verified()).rejects.toMatchObject({ code: "Busy" });
    expect(await verify(vault.ports(), parameter, "request")).toMatchObject({ verdict: "recoverable" });
  });

  test("what the store shows long after a change is the present, whatever the ledger knows", async () => {
    await put(first);
    vault.bucket.put(STATE, state);
    vault.clock.advance(61_000);
    vault.store.userDelete(parameter.name);
    expect(await verified()).toMatchObject({ live: false, verdict: "recoverable" });
  });

  test("a live value that cannot be read is neither gone nor wrong", async () => {
    await put(first);
    vault.bucket.put(STATE, state);
    vault.store.unreadable.set(`${parameter.name}:2`, "could not be decrypted: InvalidKeyId");
    await put(second);
    expect(await verified()).toMatchObject({ verdict: "unproven", reason: expect.stringContaining("InvalidKeyId") });
  });

  test("a live value that cannot be read was not tried, where nothing else opens the stage either", async () => {
    vault.store.unreadable.set(`${parameter.name}:1`, "could not be decrypted: InvalidKeyId");
    await put(second);
    vault.bucket.put(STATE, state);
    const opens = { state: "untested", secrets: "absent" };
    expect(await verified()).toMatchObject({ live: true, verdict: "unproven", recoveryPoint: null, opens });
  });

  test("evidence out of reach for a while is no second incident", async () => {
    await put(second);
    vault.bucket.put(STATE, state);
    await verified();
    vault.bucket.unreadable.add(STATE);
    await verified();
    vault.bucket.unreadable.clear();
    vault.announced.length = 0;
    await verified();
    expect(verdicts()).toEqual(["lost", "unproven", "lost"]);
    expect(
      notices(
        vault.announced.map(({ entry }) => entry),
        "sst-vault",
      ),
    ).toEqual([]);
  });
});

test("a live value that no capture has kept yet makes a split, not a loss, where it opens one side", async () => {
  await put(first);
  vault.store.userPut(parameter.name, second);
  vault.clock.advance(1);
  vault.bucket.put(STATE, state);
  vault.bucket.put(SECRETS, secretsFile(second));
  expect(await verified()).toMatchObject({ verdict: "split" });
});

test("a live value that no capture has kept yet is a candidate too", async () => {
  await put(second);
  vault.store.userPut(parameter.name, first);
  vault.bucket.put(STATE, state);
  expect(await verified()).toMatchObject({ verdict: "ok", opens: { state: "yes" } });
});
