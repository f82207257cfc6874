import { describe, expect, test } from "vitest";
import { newPassphrase, secretsFile, stateFile } from "../../../../lib/local/sst-files.ts";
import { protectedParameter } from "../../../../lib/vault/parameter.ts";
import { restore } from "../../../../lib/vault/restore/restore.ts";
import { searchElsewhere } from "../../../../lib/vault/verify/elsewhere.ts";
import { verify } from "../../../../lib/vault/verify/verify.ts";
import { OWN_SESSION } from "../../../support/memory/memory-parameter-store.ts";
import { HOME } from "../../../support/memory/memory-vault.ts";
import { first, parameter, put, remove, SECRETS, STATE, second, vault, verified } from "./verify-scene.ts";

const ofFirst = await stateFile(first);
const old = protectedParameter(HOME, "/sst/passphrase/store/prod");
const other = (n: number) => protectedParameter(HOME, `/sst/passphrase/app-${n}/dev`);
const asked = () => verify(vault.ports(), parameter, "request");
const copy = (more = {}, from = old) =>
  restore(vault.ports(), parameter, { from: from.name, ...more }, { recreateWaitSeconds: 0, self: OWN_SESSION, from });

describe("a stage that nothing of its own opens", () => {
  test("is lost, with the recovery point of another parameter that opens it: its app was renamed", async () => {
    const id = await put(first, old);
    await put(second);
    vault.bucket.put(STATE, ofFirst);
    vault.bucket.put(SECRETS, secretsFile(first));
    const elsewhere = { name: old.name, recoveryPoint: id };
    expect(await asked()).toMatchObject({ verdict: "lost", elsewhere, cause: { searched: { tried: 1, of: 1 } } });
    expect(await verified()).toMatchObject({ verdict: "lost", elsewhere });
    expect(vault.rows(parameter).at(-1)?.entry.detail).toMatchObject({ to: "lost", elsewhere });
  });

  test("is found elsewhere by its secrets alone, and where the stage has no passphrase yet", async () => {
    const id = await put(first, old);
    vault.bucket.put(SECRETS, secretsFile(first));
    expect(await asked()).toMatchObject({ live: false, verdict: "lost", elsewhere: { recoveryPoint: id } });
  });

  test("is not sent to a parameter that opens its secrets, but not its state", async () => {
    await put(first, old);
    await put(second);
    vault.bucket.put(STATE, await stateFile(newPassphrase()));
    vault.bucket.put(SECRETS, secretsFile(first));
    expect(await asked()).toMatchObject({ verdict: "lost", elsewhere: null });
    expect(await copy()).toMatchObject({ outcome: "refused", cause: { code: "foreign-does-not-open" } });
  });

  test("is just lost where no other opens it either", async () => {
    await put(newPassphrase(), old);
    await put(second);
    vault.bucket.put(STATE, ofFirst);
    expect(await asked()).toMatchObject({ verdict: "lost", elsewhere: null, cause: { searched: { tried: 1, of: 1 } } });
  });

  test("has likely parameters tried first, and says how many were not tried", async () => {
    for (let n = 0; n < 4; n++) await put(newPassphrase(), other(n));
    const id = await put(first, old);
    await put(second);
    vault.bucket.put(STATE, ofFirst);
    vault.bucket.put(SECRETS, secretsFile(first));
    expect(await verified()).toMatchObject({
      elsewhere: { name: old.name, recoveryPoint: id },
      cause: { searched: { of: 5 } },
    });
  });

  test("is searched for no longer than there is time, and then says what was left out", async () => {
    for (let n = 0; n < 3; n++) await put(newPassphrase(), other(n));
    const files = { bucket: "b", state: await vault.bucket.state("b", "shop", "prod", null), secrets: null };
    vault.bucket.put(STATE, ofFirst);
    const state = await vault.bucket.state("b", "shop", "prod", null);
    let looks = 0;
    const now = () => {
      looks += 1;
      return new Date(looks * 16_000);
    };
    const clock = { now, sleep: () => Promise.resolve() };
    const found = await searchElsewhere({ ...vault.ports(), clock }, parameter, { ...files, state }, ["state"], null);
    expect(found).toMatchObject({ found: null, of: 3 });
    expect(found.tried).toBeLessThan(3);
  });

  test("is not searched for again while neither it nor the vault has changed", async () => {
    await put(newPassphrase(), old);
    await put(second);
    vault.bucket.put(STATE, ofFirst);
    await verified();
    const { opened } = vault.key;
    await verified();
    // Its own live value is held against its recovery point; of the others none is opened.
    expect(vault.key.opened - opened).toBeLessThanOrEqual(1);
    const id = await put(first, old);
    expect(await verified()).toMatchObject({ elsewhere: { name: old.name, recoveryPoint: id } });
  });
});

describe("restore --from", () => {
  test("copies the value that opens the state, and records it in both ledgers", async () => {
    const id = await put(first, old);
    await put(second, parameter);
    vault.bucket.put(STATE, ofFirst);
    const request = { actor: "arn:aws:iam::000000000000:user/ops", reason: "renamed", requestId: "r1" };
    const answer = await copy(request);
    expect(answer).toMatchObject({ outcome: "restored", recoveryPoint: id, from: old.name, opens: { state: "yes" } });
    expect(vault.store.live(parameter.name)?.value?.reveal()).toBe(first);
    expect(vault.rows(parameter).at(-1)?.entry).toMatchObject({ type: "restored", detail: { from: old.name } });
    expect(vault.rows(old).at(-1)?.entry).toMatchObject({
      type: "revealed",
      detail: { recoveryPoint: id, copiedTo: parameter.name, statedReason: "renamed" },
      requestId: "r1",
    });
    const length = vault.rows(old).length;
    expect(await copy(request)).toMatchObject({ outcome: "restored", recoveryPoint: id });
    expect(vault.rows(old)).toHaveLength(length);
    expect(await verified()).toMatchObject({ verdict: "ok" });
  });

  test("records nothing of a parameter that only a repeated request names", async () => {
    const bystander = other(1);
    await put(newPassphrase(), bystander);
    await put(first, old);
    await put(second, parameter);
    vault.bucket.put(STATE, ofFirst);
    await copy({ requestId: "r1" });
    const length = vault.rows(bystander).length;
    expect(await copy({ requestId: "r1" }, bystander)).toMatchObject({ outcome: "restored", from: old.name });
    expect(vault.rows(bystander)).toHaveLength(length);
  });

  test("creates a parameter that never was", async () => {
    await put(first, old);
    vault.bucket.put(STATE, ofFirst);
    expect(await copy({ dryRun: true })).toMatchObject({ outcome: "planned", from: old.name, wasAbsent: true });
    expect(vault.store.live(parameter.name)).toBeNull();
    expect(await copy()).toMatchObject({ outcome: "restored", wasAbsent: true, replaced: null });
    expect(vault.store.live(parameter.name)?.value?.reveal()).toBe(first);
  });

  test("keeps the stage's own settings, and takes nothing but the value from elsewhere", async () => {
    await put(first, old);
    vault.store.userPut(parameter.name, second, { description: "ours", keyId: "alias/ours" });
    vault.bucket.put(STATE, ofFirst);
    await copy();
    expect(vault.store.live(parameter.name)).toMatchObject({ description: "ours", keyId: "alias/ours" });
  });

  test.each([
    ["does not open the state", () => put(newPassphrase(), old), "foreign-does-not-open"],
    [
      "has nothing to prove itself by",
      () => put(first, old).then(() => vault.bucket.remove(STATE, true)),
      "foreign-unproved",
    ],
  ])("refuses a value that %s", async (_, scene, code) => {
    await put(second);
    vault.bucket.put(STATE, ofFirst);
    await scene();
    expect(await copy({ force: true })).toMatchObject({ outcome: "refused", cause: { code } });
    expect(vault.store.live(parameter.name)?.value?.reveal()).toBe(second);
  });

  test("refuses to touch a stage that works, and to take from a parameter that the vault does not know", async () => {
    await put(second, old);
    await put(first);
    vault.bucket.put(STATE, ofFirst);
    expect(await copy()).toMatchObject({ outcome: "refused", cause: { code: "stage-works" } });
    await expect(copy({}, other(9))).rejects.toMatchObject({ code: "NotFound" });
    await expect(copy({ recoveryPoint: "20261122T120000.000Z-9" })).rejects.toMatchObject({ code: "NotFound" });
  });

  test("remembers nothing of another parameter's recovery points as its own", async () => {
    await put(first, old);
    await put(second);
    vault.bucket.put(STATE, ofFirst);
    await copy();
    const ids = Object.keys(vault.tables.proofs.get(parameter.arn)?.opens ?? {});
    const own = vault.rows(parameter).flatMap(({ entry }) => entry.recoveryPoint?.id ?? []);
    for (const id of ids) expect(own).toContain(id);
    await remove();
  });
});
