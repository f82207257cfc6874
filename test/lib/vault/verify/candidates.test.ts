import { describe, expect, test, vi } from "vitest";
import { newPassphrase, secretsFile, stateFile } from "../../../../lib/local/sst-files.ts";
import { Passphrase } from "../../../../lib/sst/passphrase.ts";
import { appendDrafts } from "../../../../lib/vault/capture/append.ts";
import { sealContext, sealedDigest } from "../../../../lib/vault/ledger/seal.ts";
import { restore } from "../../../../lib/vault/restore/restore.ts";
import { verify } from "../../../../lib/vault/verify/verify.ts";
import { OWN_SESSION } from "../../../support/memory/memory-parameter-store.ts";
import { first, parameter, put, remove, SECRETS, STATE, second, vault, verified } from "./verify-scene.ts";

const [ofFirst, ofSecond] = await Promise.all([stateFile(first), stateFile(second)]);
const asked = () => verify(vault.ports(), parameter, "request");
const dryRun = () =>
  restore(vault.ports(), parameter, { dryRun: true }, { recreateWaitSeconds: 30, self: OWN_SESSION });

describe("a proof answers only for what was tried", () => {
  test("a value that another spelling of it came before is ok, though the secrets file is unchanged", async () => {
    vault.bucket.put(STATE, ofFirst);
    vault.bucket.put(SECRETS, secretsFile(first));
    await put(`${first}\n`);
    expect(await verified()).toMatchObject({ verdict: "lost", opens: { state: "no", secrets: "yes" } });
    await put(first);
    expect(await verified()).toMatchObject({ verdict: "ok", opens: { state: "yes", secrets: "yes" } });
    expect(await dryRun()).toMatchObject({ outcome: "unchanged", opens: { state: "yes", secrets: "yes" } });
  });

  test("a value that does not open the state is not tried on it again", async () => {
    vault.bucket.put(STATE, ofFirst);
    await put(second);
    await verified();
    const before = vault.key.opened;
    await put(newPassphrase());
    // The new value is at hand, and of the one before it is known that it does not.
    expect(await verified()).toMatchObject({ verdict: "lost" });
    expect(vault.key.opened - before).toBe(1);
  });
});

describe("a stage that did not change", () => {
  test("is tested without opening a value, reading a sealed one or a file", async () => {
    await put(second);
    await put(first);
    vault.bucket.put(STATE, ofFirst);
    vault.bucket.put(SECRETS, secretsFile(first));
    await verified();
    const { opened } = vault.key;
    const { reads } = vault.bucket;
    vi.spyOn(vault.tables, "rows").mockRejectedValue(new Error("sealed values were read"));
    vi.spyOn(vault.store, "observe").mockRejectedValue(new Error("the live value was read"));
    const again = await verified();
    expect(again).toMatchObject({ verdict: "ok", opens: { state: "yes", secrets: "yes" } });
    expect({ opened: vault.key.opened, reads: vault.bucket.reads }).toEqual({ opened, reads });
  });

  test("is tested anew for whoever asks, who may not be told what somebody wrote into the status table", async () => {
    await put(first);
    vault.bucket.put(STATE, ofSecond);
    await verified();
    const proof = vault.tables.proofs.get(parameter.arn) ?? expect.fail();
    const opens = { state: "yes", secrets: "absent" } as const;
    const forged = Object.fromEntries(Object.keys(proof.opens).map((id) => [id, opens]));
    vault.tables.proofs.set(parameter.arn, { ...proof, verdict: "ok", live: opens, opens: forged });
    expect(await asked()).toMatchObject({ verdict: "lost", opens: { state: "no" } });
  });
});

describe("the live value is a candidate itself", () => {
  test("where its own recovery point is damaged", async () => {
    await put(first);
    vault.bucket.put(STATE, ofFirst);
    for (const row of vault.rows(parameter)) row.sealed?.parts[0]?.fill(0);
    expect(await asked()).toMatchObject({ verdict: "ok", opens: { state: "yes" } });
    expect(await dryRun()).toMatchObject({ outcome: "unchanged" });
  });

  test("where a row that was put in claims to hold it", async () => {
    await put(second);
    await put(first);
    vault.bucket.put(STATE, ofFirst);
    await forgeLivePoint();
    expect(await asked()).toMatchObject({ live: true, verdict: "ok", opens: { state: "yes" } });
    expect(await dryRun()).toMatchObject({ outcome: "unchanged" });
  });
});

describe("what was deleted by hand is never ok", () => {
  test("a state, with the secrets still there", async () => {
    await put(first);
    vault.bucket.put(STATE, ofFirst);
    vault.bucket.put(SECRETS, secretsFile(first));
    await verified();
    vault.bucket.remove(STATE);
    const cause = { code: "deleted-by-hand", artifact: "state", key: STATE };
    expect(await verified()).toMatchObject({ verdict: "unproven", cause });
    expect(await asked()).toMatchObject({ verdict: "unproven", cause });
  });

  test("a split stage's state", async () => {
    await put(first);
    await put(second);
    vault.bucket.put(STATE, ofFirst);
    vault.bucket.put(SECRETS, secretsFile(second));
    expect(await verified()).toMatchObject({ verdict: "split" });
    vault.bucket.remove(STATE);
    expect(await verified()).toMatchObject({ verdict: "unproven", cause: { code: "deleted-by-hand" } });
  });

  test("and a state that lost its resources is noted as such, for sst remove is not the only one to do that", async () => {
    await put(first);
    vault.bucket.put(STATE, ofFirst);
    await verified();
    vault.bucket.put(STATE, await stateFile(first, { resources: false }));
    expect(await verified()).toMatchObject({ verdict: "retired", cause: { code: "state-empty" } });
    expect(vault.rows(parameter).at(-1)?.entry.detail).toMatchObject({ from: "ok", to: "retired", hadResources: true });
  });
});

test("a parameter that is gone has no live value to try", async () => {
  await put(first);
  vault.bucket.put(STATE, ofFirst);
  await remove();
  expect(await asked()).toMatchObject({ live: false, verdict: "recoverable", opens: { state: "yes" } });
});

/** A recovery point of the very version that is live, with a value of the intruder's under it, as one with PutItem may add. */
async function forgeLivePoint(): Promise<void> {
  const rows = vault.rows(parameter);
  const { recoveryPoint } = rows.at(-1)?.entry ?? expect.fail();
  if (!recoveryPoint) throw new Error("the newest entry has no recovery point");
  const id = `${recoveryPoint.id}-2`;
  const sealed = await vault.key.seal(sealContext(parameter, id), new Passphrase(newPassphrase()));
  const point = { ...recoveryPoint, id, sealedDigest: sealedDigest(sealed) };
  const draft = { type: "updated" as const, time: point.createdAt, life: point.life, actor: null, detail: {} };
  const drafts = [{ ...draft, recoveryPoint: point, sealed, requestId: null }];
  expect(await appendDrafts(vault.ports(), parameter, rows, null, drafts)).not.toBeNull();
}
