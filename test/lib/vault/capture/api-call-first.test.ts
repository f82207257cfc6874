import { beforeEach, describe, expect, test } from "vitest";
import { newPassphrase, secretsFile } from "../../../../lib/local/sst-files.ts";
import { restore } from "../../../../lib/vault/restore/restore.ts";
import { sweep } from "../../../../lib/vault/sweep/sweep.ts";
import { verify } from "../../../../lib/vault/verify/verify.ts";
import { captureOne } from "../../../support/capture-one.ts";
import { OWN_SESSION } from "../../../support/memory/memory-parameter-store.ts";
import { HOME } from "../../../support/memory/memory-vault.ts";
import { entries, heard, label, MINUTE, name, parameter, story, vault } from "./api-call-scene.ts";

describe("a call as the first that the vault hears of a passphrase", () => {
  // A label of a passphrase that is gone again: all that the ledger holds is who set it.
  beforeEach(() => heard({ ...label, eventId: "label" }));

  test("tells of no life and no verdict", async () => {
    expect(story()).toEqual(["api-call 0"]);
    await expect(verify(vault.ports(), parameter, "sweep")).rejects.toMatchObject({ code: "NotFound" });
    const settings = { recreateWaitSeconds: 30, self: OWN_SESSION };
    await expect(restore(vault.ports(), parameter, {}, settings)).rejects.toMatchObject({ code: "NotFound" });
    expect(story()).toEqual(["api-call 0"]);
    await sweep(vault.sweepPorts(), HOME, 3600);
    expect(vault.queued).toEqual([]);
  });

  test("lets a value that is not captured yet be tested, and records nothing of it", async () => {
    const value = newPassphrase();
    vault.store.userPut(name, value);
    vault.bucket.put("secret/shop/dev.json", secretsFile(value));
    expect(await verify(vault.ports(), parameter, "request")).toMatchObject({ live: true, verdict: "ok" });
    expect(story()).toEqual(["api-call 0"]);
    expect(await vault.tables.proof(parameter.arn)).toBeNull();
  });

  test("leaves what is captured later as if it were not there: from before the vault, and no gap", async () => {
    vault.clock.advance(MINUTE);
    for (let n = 0; n < 103; n++) vault.store.userPut(name, `value ${n}`);
    vault.clock.advance(MINUTE);
    await captureOne(vault.ports(), parameter, { hint: { kind: "listed", at: vault.clock.iso(), source: "sweep" } });
    const [, ...kept] = entries();
    expect(kept).toHaveLength(100);
    expect(kept.every(({ type, life, detail }) => type === "updated" && life === 1 && detail.beforeVault)).toBe(true);
  });

  test("leaves the note that is owed where all else that is heard of it is its deletion", async () => {
    vault.clock.advance(5 * MINUTE);
    const at = "2026-11-22T12:01:00.000Z";
    await captureOne(vault.ports(), parameter, { hint: { kind: "delete", at, source: "event" } });
    expect(story()).toEqual(["api-call 0", "capture-missed 0"]);
  });
});
