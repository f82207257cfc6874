import { describe, expect, test } from "vitest";
import { live, name, parameter, put, remove, restored, types, vault } from "./scene.ts";

describe("a live value", () => {
  test("is replaced only by a recovery point that is named, and is named itself as the way back", async () => {
    const old = await put("old");
    const now = await put("new");
    expect(await restored()).toMatchObject({ outcome: "refused", cause: { code: "unproved-over-live" } });
    const answer = await restored({ recoveryPoint: old });
    expect(answer).toMatchObject({ outcome: "restored", replaced: now, parameterVersion: 3 });
    expect(live()?.value?.reveal()).toBe("old");
    expect(await restored({ recoveryPoint: now })).toMatchObject({ outcome: "restored", replaced: answer.created });
    expect(live()?.value?.reveal()).toBe("new");
  });

  test("that no event has told of is in the vault before it is replaced", async () => {
    const old = await put("old");
    vault.store.userPut(name, "nobody saw this");
    const answer = await restored({ recoveryPoint: old });
    const kept = vault.rows(parameter).find(({ entry }) => entry.recoveryPoint?.id === answer.replaced);
    if (!kept?.sealed) throw new Error("the replaced value was not kept");
    expect((await vault.key.open(kept.sealed)).reveal()).toBe("nobody saw this");
  });

  test("written between look and write is kept and told of", async () => {
    const old = await put("old");
    await put("new");
    vault.store.beforePut = () => vault.store.userPut(name, "from between");
    const answer = await restored({ recoveryPoint: old });
    expect(answer).toMatchObject({ outcome: "restored", parameterVersion: 4 });
    expect(live()?.value?.reveal()).toBe("old");
    const kept = vault.rows(parameter).find(({ entry }) => entry.recoveryPoint?.id === answer.replaced);
    if (!kept?.sealed) throw new Error("the value from between was not kept");
    expect((await vault.key.open(kept.sealed)).reveal()).toBe("from between");
  });

  test("created between look and write of an absent parameter stops the write and is planned for anew", async () => {
    await put("old");
    await remove();
    vault.store.beforePut = () => vault.store.userPut(name, "regenerated");
    expect(await restored()).toMatchObject({ outcome: "refused" });
    expect(live()?.value?.reveal()).toBe("regenerated");
  });

  test("that is the value asked for stays as it is", async () => {
    const id = await put("the value");
    expect(await restored({ recoveryPoint: id })).toMatchObject({ outcome: "unchanged", recoveryPoint: id });
    expect(types()).toEqual(["created"]);
  });

  test("that cannot be read is not replaced, since it could not be kept, unless forced", async () => {
    const old = await put("old");
    vault.store.unreadable.set(`${name}:2`, "could not be decrypted: InvalidKeyId");
    await put("unreadable");
    const cause = { code: "live-not-kept", version: 2, detail: "could not be decrypted: InvalidKeyId" };
    expect(await restored({ recoveryPoint: old })).toMatchObject({ outcome: "refused", cause });
    const forced = await restored({ recoveryPoint: old, force: true });
    expect(forced).toMatchObject({ outcome: "restored", replaced: null, wasAbsent: false });
    expect(forced.warningCauses).toEqual([{ code: "forced", cause }]);
  });

  test("that is not the one confirmed to be replaced stays", async () => {
    const old = await put("old");
    const now = await put("new");
    const request = { recoveryPoint: old, replaces: now };
    vault.store.userPut(name, "stored while the question stood");
    expect(await restored(request)).toMatchObject({
      outcome: "refused",
      cause: { code: "live-changed" },
    });
    expect(live()?.value?.reveal()).toBe("stored while the question stood");
  });

  test("of a life that began and was updated between look and write is the one told of", async () => {
    const old = await put("old");
    await put("new");
    vault.store.beforePut = () => {
      vault.store.userDelete(name);
      vault.clock.advance(10);
      vault.store.userPut(name, "of another life");
      vault.clock.advance(10);
      vault.store.userPut(name, "its second value");
    };
    const answer = await restored({ recoveryPoint: old });
    const kept = vault.rows(parameter).find(({ entry }) => entry.recoveryPoint?.id === answer.replaced);
    if (!kept?.sealed) throw new Error("what was replaced was not kept");
    expect((await vault.key.open(kept.sealed)).reveal()).toBe("its second value");
  });

  test("keeps the type and tier AWS cannot take back, and says so", async () => {
    const old = await put("old", { type: "SecureString", tier: "Standard" });
    await remove();
    await put("new", { type: "String", tier: "Advanced", policies: [] });
    const { warningCauses } = await restored({ recoveryPoint: old, force: true });
    expect(warningCauses).toEqual([
      { code: "forced", cause: { code: "stored-in-clear", type: "String", recoveryPoint: old } },
      { code: "keeps-type", type: "String", was: "SecureString" },
      { code: "keeps-tier", tier: "Advanced", was: "Standard" },
      { code: "other-key", was: "alias/aws/ssm", keyId: null },
    ]);
    expect(live()).toMatchObject({ type: "String", tier: "Advanced" });
  });
});
