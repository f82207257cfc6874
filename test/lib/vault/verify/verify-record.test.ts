import { describe, expect, test } from "vitest";
import { stateFile } from "../../../../lib/local/sst-files.ts";
import { captured, first, parameter, put, remove, STATE, second, vault, verdicts, verified } from "./verify-scene.ts";

const [ofFirst, ofSecond] = await Promise.all([stateFile(first), stateFile(second)]);
const states = { first: ofFirst, second: ofSecond };

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

describe("a stage that is found as broken as before an outage of the evidence", () => {
  const told = () => vault.announced.flatMap(({ entry }) => entry.detail.repeated ?? []);
  const broken = async () => {
    await put(first);
    vault.bucket.put(STATE, states.first);
    await remove();
    await verified();
  };
  const outage = async (meanwhile: () => Promise<unknown>) => {
    vault.bucket.unreadable.add(STATE);
    expect(await verified()).toMatchObject({ verdict: "unproven", opens: { state: "untested" } });
    await meanwhile();
    vault.bucket.unreadable.delete(STATE);
    expect(await verified()).toMatchObject({ verdict: "recoverable" });
  };

  test("is the same incident, where its value is the same", async () => {
    await broken();
    await outage(() => Promise.resolve());
    expect(told()).toEqual([false, false, true]);
  });

  test("is another one, where it was well meanwhile", async () => {
    await broken();
    await outage(async () => {
      await put(first);
      await remove();
    });
    expect(told()).toEqual([false, false, false]);
  });
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

describe("a bootstrap that names another bucket", () => {
  test("is accepted of a stage that was purged, whose files nobody could have copied", async () => {
    await put(first);
    vault.bucket.put(STATE, states.first);
    await verified();
    await remove();
    vault.bucket.remove(STATE, true);
    expect(await verified()).toMatchObject({ verdict: "retired" });
    vault.bucket.name = "sst-state-moved";
    expect(await verified()).toMatchObject({ verdict: "unproven" });
    expect(await verified("sst-state-moved")).toMatchObject({ verdict: "retired" });
    expect(await verified(), "it stays accepted").toMatchObject({ verdict: "retired" });
  });

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
    const unmoved = vault.bucket.objects.get(STATE) ?? expect.fail();
    vault.bucket.remove(STATE, true);
    const nothing = {
      verdict: "unproven",
      reason: expect.stringMatching(/^the bucket "sst-state-moved" holds nothing/),
    };
    expect(await verified("sst-state-moved"), "nothing was copied there").toMatchObject(nothing);
    vault.bucket.put(STATE, unmoved);
    expect(await verified("sst-state-moved")).toMatchObject({ verdict: "ok" });
    expect(await verified()).toMatchObject({ verdict: "ok" });
  });
});
