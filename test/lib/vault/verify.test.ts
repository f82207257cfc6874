import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newPassphrase, secretsFile, stateFile } from "../../../lib/local/sst-files.ts";
import { capture } from "../../../lib/vault/capture.ts";
import { notices } from "../../../lib/vault/notice.ts";
import { protectedParameter } from "../../../lib/vault/parameter.ts";
import { verify } from "../../../lib/vault/verify.ts";
import { HOME, MemoryVault, stage } from "../../support/memory/memory-vault.ts";

// Each state file costs a PBKDF2: made once, with the passphrases they belong to.
const [first, second, third] = [newPassphrase(), newPassphrase(), newPassphrase()];
const STATE = "app/shop/prod.json";
const SECRETS = "secret/shop/prod.json";
let states: { first: Buffer; second: Buffer; empty: Buffer };
beforeAll(async () => {
  const [a, b, empty] = await Promise.all([
    stateFile(first),
    stateFile(second),
    stateFile(first, { resources: false }),
  ]);
  states = { first: a, second: b, empty };
});

const parameter = stage("prod");
let vault: MemoryVault;
beforeEach(() => {
  vault = new MemoryVault();
});

function put(value: string, of = parameter) {
  vault.store.userPut(of.name, value);
  return captured(of);
}

function remove() {
  vault.store.userDelete(parameter.name);
  return captured();
}

async function captured(of = parameter) {
  const event = vault.store.events.at(-1);
  if (event) {
    await capture(vault.ports(), of, { kind: event.operation, at: event.at, source: "event" }, 60);
  }
  vault.clock.advance(60_000);
  return vault.tables.lives.get(of.arn)?.livePoint ?? "";
}

const verified = (acceptBucket: string | null = null) => verify(vault.ports(), parameter, "capture", acceptBucket);
const verdicts = () => vault.rows(parameter).flatMap(({ entry }) => entry.detail.to ?? []);

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

describe("what is seen only for a moment judges nothing:", () => {
  test("an old copy of the store is waited out", async () => {
    await put(first);
    vault.bucket.put(STATE, states.first);
    await verified();
    vault.clock.advance(60_000);
    vault.store.userPut(parameter.name, second);
    vault.clock.advance(1);
    const event = vault.store.events.at(-1);
    await capture(vault.ports(), parameter, { kind: "update", at: event?.at ?? "", source: "event" }, 60);
    vault.store.lagMs = 1500;
    expect(await verified()).toMatchObject({ verdict: "recoverable" });
  });

  test("a live value that cannot be read is neither gone nor wrong", async () => {
    await put(first);
    vault.bucket.put(STATE, states.first);
    vault.store.unreadable.set(`${parameter.name}:2`, "could not be decrypted: InvalidKeyId");
    await put(second);
    expect(await verified()).toMatchObject({ verdict: "unproven", reason: expect.stringContaining("InvalidKeyId") });
  });

  test("evidence out of reach for a while is no second incident", async () => {
    await put(second);
    vault.bucket.put(STATE, states.first);
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

describe("a bootstrap that names another bucket", () => {
  test("where nothing of the stage ever was is no proof to hold on to", async () => {
    await put(first);
    vault.bucket.name = "new-and-empty";
    expect(await verified()).toMatchObject({ reason: "nothing to test yet" });
    vault.bucket.name = "sst-state-shop";
    vault.bucket.put(STATE, states.first);
    expect(await verified()).toMatchObject({ verdict: "ok" });
  });

  test("proves nothing until it is accepted, and what was proved before stays remembered", async () => {
    await put(first);
    vault.bucket.put(STATE, states.first);
    expect(await verified()).toMatchObject({ verdict: "ok" });
    vault.bucket.name = "somebody-elses";
    expect(await verified()).toMatchObject({ verdict: "unproven", reason: expect.stringContaining("somebody-elses") });
    vault.bucket.name = "sst-state-shop";
    expect(await verified()).toMatchObject({ verdict: "ok" });
    vault.bucket.name = "sst-state-moved";
    expect(await verified("sst-state-moved")).toMatchObject({ verdict: "ok" });
    expect(await verified()).toMatchObject({ verdict: "ok" });
  });
});

test("an unchanged stage is not read again, and costs no PBKDF2", async () => {
  await put(first);
  vault.bucket.put(STATE, states.first);
  await verified();
  const { reads } = vault.bucket;
  expect(await verified()).toMatchObject({ verdict: "ok", opens: { state: "yes", secrets: "absent" } });
  // Without its bytes there is no salt to try a passphrase on.
  expect(vault.bucket.reads).toBe(reads);
});

test("a verdict becomes an entry only when it changes, and is told once however many find it", async () => {
  await put(first);
  vault.bucket.put(STATE, states.first);
  await remove();
  await put(second);
  vault.announced.length = 0;
  await Promise.all([verified(), verified(), verified()]);
  await verified();
  expect(verdicts()).toEqual(["recoverable"]);
  expect(vault.announced.map(({ entry }) => entry.type)).toEqual(["verdict-changed"]);
  expect(vault.announced[0]?.entry.detail).toMatchObject({ from: "unproven", to: "recoverable", cause: "capture" });
});

test("a verdict that changed says who wrote the value that is live, and nothing of that where none is", async () => {
  await put(first);
  vault.bucket.put(STATE, states.first);
  await remove();
  await verified();
  vault.store.userPut(parameter.name, second, { createdBy: "arn:aws:sts::000000000000:assumed-role/Deploy/ci" });
  const liveWrittenAt = vault.clock.iso();
  await captured();
  vault.bucket.put(STATE, states.second);
  await verified();
  const changes = vault.rows(parameter).filter(({ entry }) => entry.type === "verdict-changed");
  expect(changes.map(({ entry }) => [entry.detail.to, entry.detail.liveWrittenBy, entry.detail.liveWrittenAt])).toEqual(
    [
      ["recoverable", undefined, undefined],
      ["ok", "arn:aws:sts::000000000000:assumed-role/Deploy/ci", liveWrittenAt],
    ],
  );
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

test("a stage that lost its passphrase before there was a vault is lost, not new", async () => {
  vault.bucket.put(STATE, states.first);
  expect(await verified()).toMatchObject({ live: false, verdict: "lost", recoveryPoint: null });
  expect(vault.rows(parameter)).toEqual([]);
});

test("a live value that no capture has kept yet makes a split, not a loss, where it opens one side", async () => {
  await put(first);
  vault.store.userPut(parameter.name, second);
  vault.clock.advance(1);
  vault.bucket.put(STATE, states.first);
  vault.bucket.put(SECRETS, secretsFile(second));
  expect(await verified()).toMatchObject({ verdict: "split" });
});

test("a live value that no capture has kept yet is a candidate too", async () => {
  await put(second);
  vault.store.userPut(parameter.name, first);
  vault.bucket.put(STATE, states.first);
  expect(await verified()).toMatchObject({ verdict: "ok", opens: { state: "yes" } });
});

test("a parameter at another depth is no stage's: it has nothing to test, there or gone", async () => {
  const odd = protectedParameter(HOME, "/sst/passphrase/odd");
  await put(first, odd);
  const nothing = { verdict: "unproven", reason: "nothing to test yet", recoveryPoint: null };
  expect(await verify(vault.ports(), odd, "capture")).toMatchObject(nothing);
  vault.store.userDelete(odd.name);
  await captured(odd);
  expect(await verify(vault.ports(), odd, "capture")).toMatchObject(nothing);
});
