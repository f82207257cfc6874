import { describe, expect, test } from "vitest";
import type { RestorePorts } from "../../../../lib/vault/restore/restore.ts";
import { captureNewest } from "../../../support/capture-newest.ts";
import { expectSoundLedger } from "../../../support/expect-sound-ledger.ts";
import { stage } from "../../../support/memory/memory-vault.ts";
import { live, name, parameter, put, remove, restored, types, vault } from "./scene.ts";

describe("a deleted stage", () => {
  test("gets back its value and everything about it", async () => {
    const settings = { tier: "Advanced", keyId: "alias/team", description: "keep", allowedPattern: ".*" };
    const id = await put("the value", { ...settings, tags: { team: "web", "aws:cloudformation:stack": "x" } });
    await remove();
    const before = vault.clock.iso();
    const answer = await restored({ actor: "arn:aws:iam::000000000000:user/ana", reason: "incident 7" });
    expect(vault.clock.iso(), "nothing is waited for").toBe(before);
    expect(answer).toMatchObject({ outcome: "restored", recoveryPoint: id, replaced: null, parameterVersion: 1 });
    expect(live()?.value?.reveal()).toBe("the value");
    expect(live()).toMatchObject({ ...settings, type: "SecureString", tags: { team: "web" } });
    expect(types()).toEqual(["created", "deleted", "created", "restored"]);
    const record = vault.rows(parameter).at(-1)?.entry;
    expect(record?.actor).toEqual({ arn: "arn:aws:iam::000000000000:user/ana", proof: "stated" });
    expect(record?.detail).toMatchObject({ statedReason: "incident 7", created: answer.created });
    expectSoundLedger(vault, parameter, []);
  });

  test("comes back under another key than its value had where that is asked for, which is told: others may use that one", async () => {
    await put("the value", { keyId: "alias/team" });
    await remove();
    expect(await restored({ keyId: "alias/team", dryRun: true })).toMatchObject({ outcome: "planned", warnings: [] });
    const warningCauses = [{ code: "other-key", was: "alias/team", keyId: "alias/aws/ssm" }];
    expect(await restored({ keyId: "alias/aws/ssm" })).toMatchObject({ outcome: "restored", warningCauses });
    expect(live()).toMatchObject({ keyId: "alias/aws/ssm" });
  });

  test("is restored by default where all its recovery points hold one value, and refused where they do not", async () => {
    vault.bucket.name = null; // no bootstrap: the evidence is out of reach
    await put("same");
    await remove();
    await put("same");
    await remove();
    expect(await restored()).toMatchObject({ outcome: "restored" });
    await put("other");
    await remove();
    const refused = await restored();
    expect(refused).toMatchObject({ outcome: "refused", cause: { code: "values-differ" } });
    expect(refused.candidates).toHaveLength(4);
    expect(live()).toBeNull();
    expect(types().at(-1)).toBe("restore-refused");
  });

  test("waits out the pause AWS asks for, told in seconds, but plans within it, and is not recorded until it is done", async () => {
    await put("the value");
    await remove(10);
    const request = { requestId: "one" };
    const waiting = await restored(request);
    expect(waiting).toMatchObject({ outcome: "waiting", cause: { code: "recreate-pause" } });
    expect(waiting.retryAfterSeconds).toBeGreaterThan(19);
    expect(waiting.retryAfterSeconds).toBeLessThanOrEqual(21);
    const planned = await restored({ ...request, dryRun: true });
    expect(planned).toMatchObject({ outcome: "planned", cause: { code: "would-create" }, wasAbsent: true });
    expect(planned.retryAfterSeconds).toBe(waiting.retryAfterSeconds);
    vault.clock.advance((waiting.retryAfterSeconds ?? 0) * 1000);
    expect(await restored({ dryRun: true })).not.toHaveProperty("retryAfterSeconds");
    expect(await restored(request)).toMatchObject({ outcome: "restored" });
  });

  test("is found deleted though no event has told of it yet", async () => {
    await put("the value");
    vault.clock.advance(100_000);
    vault.store.userDelete(name);
    expect(await restored({ dryRun: true })).toMatchObject({ outcome: "planned", retryAfterSeconds: 31 });
    expect(await restored()).toMatchObject({ outcome: "waiting" });
    vault.clock.advance(35_000);
    expect(await restored()).toMatchObject({ outcome: "restored" });
    expect(types()).toEqual(["created", "deleted", "created", "restored"]);
  });
});

describe("a request", () => {
  test("of the same id gets the same answer, and writes once", async () => {
    await put("the value");
    await remove();
    const first = await restored({ requestId: "one" });
    expect(await restored({ requestId: "one" })).toEqual(first);
    expect(live()?.version).toBe(1);
    const twice = [restored({ requestId: "two" }), restored({ requestId: "two" })];
    await Promise.all(twice);
    const recorded = vault.rows(parameter).filter(({ entry }) => entry.requestId === "two");
    expect(recorded.length).toBeLessThanOrEqual(1);
  });

  test("cut off between write and record is recorded when it comes again", async () => {
    const old = await put("old");
    const now = await put("new");
    const { store } = vault;
    const dying: RestorePorts["store"] = {
      observe: (of) => store.observe(of),
      tags: (of) => store.tags(of),
      put: (write) => store.put(write),
      addTags: (to, tags) => store.addTags(to, tags),
      read: () => Promise.reject(new Error("the function died here")),
    };
    const request = { recoveryPoint: old, requestId: "one" };
    await expect(restored(request, { ...vault.ports(), store: dying })).rejects.toThrow("died");
    expect(types()).toEqual(["created", "updated"]);
    expect(await restored(request)).toMatchObject({ outcome: "restored", replaced: now, parameterVersion: 3 });
    expect(types()).toEqual(["created", "updated", "updated", "restored"]);
  });

  test.each(["role/Dev/sst-vault-restore", "assumed-role/Dev/sst-vault-restore", "user/x/sst-vault-restore"])(
    "is not found cut off in what %s wrote, whose name is anyone's choice",
    async (writer) => {
      const old = await put("the value");
      await put("the value", { createdBy: `arn:aws:sts::000000000000:${writer}` });
      expect(await restored({ recoveryPoint: old })).toMatchObject({ outcome: "unchanged" });
      expect(types()).toEqual(["created", "updated"]);
    },
  );

  test("for a dry run writes nothing at all, whatever it finds", async () => {
    const old = await put("old");
    vault.store.userPut(name, "uncaptured");
    const before = JSON.stringify([vault.rows(parameter), vault.store.live(name), [...vault.tables.lives]]);
    const planned = await restored({ recoveryPoint: old, dryRun: true });
    expect(planned).toMatchObject({ outcome: "planned", replaced: expect.stringMatching(/-2$/) });
    expect(await restored({ dryRun: true })).toMatchObject({ outcome: "refused" });
    expect(JSON.stringify([vault.rows(parameter), vault.store.live(name), [...vault.tables.lives]])).toBe(before);
  });

  test("for what nobody knows is not found", async () => {
    await expect(restored()).rejects.toMatchObject({ code: "NotFound" });
    await put("the value");
    await expect(restored({ recoveryPoint: "20200101T000000.000Z-1" })).rejects.toMatchObject({ code: "NotFound" });
  });
});

test("a sealed value that is another's is not opened", async () => {
  await put("old");
  const other = stage("other");
  vault.store.userPut(other.name, "a stranger");
  await captureNewest(vault, other);
  await remove();
  const [mine, ...rest] = vault.rows(parameter);
  const [strange] = vault.rows(other);
  if (mine && strange) vault.tables.ledgers.set(parameter.arn, [{ ...mine, sealed: strange.sealed }, ...rest]);
  await expect(restored()).rejects.toMatchObject({ code: "Damaged" });
  expect(live()).toBeNull();
});
