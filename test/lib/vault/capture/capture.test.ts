import { describe, expect, test } from "vitest";
import { captureOne } from "../../../support/capture-one.ts";
import { expectSoundLedger } from "../../../support/expect-sound-ledger.ts";
import { captured, capturedAtLast, name, parameter, put, story, vault } from "./capture-scene.ts";

describe("a parameter's life", () => {
  test("is told from its creation over its updates to its deletion", async () => {
    await put("one");
    await put("two");
    vault.clock.advance(2000);
    vault.store.userDelete(name);
    await captured();
    expect(story()).toEqual(["created 1 1", "updated 1 2", "deleted 1"]);
    expectSoundLedger(vault, parameter, []);
  });

  test("ends and another begins where a value is deleted and re-created within a second", async () => {
    await put("one");
    vault.clock.advance(300);
    vault.store.userDelete(name);
    vault.clock.advance(300);
    vault.store.userPut(name, "two");
    await captured({ kind: "delete" });
    await captured({ kind: "create" });
    expect(story()).toEqual(["created 1 1", "deleted 1", "created 2 1"]);
    expectSoundLedger(vault, parameter, []);
  });

  test("keeps everything about each version but the value in clear", async () => {
    const settings = {
      description: "DO NOT DELETE STATE WILL BECOME UNRECOVERABLE",
      tier: "Advanced",
      keyId: "alias/team",
      allowedPattern: ".*",
      dataType: "text",
      policies: ['{"Type":"NoChangeNotification"}'],
      labels: ["blue"],
    };
    vault.store.userPut(name, "the only one", { ...settings, tags: { team: "web" } });
    await captured();
    const [row] = vault.rows(parameter);
    expect(row?.entry.recoveryPoint).toMatchObject({ ...settings, tags: { team: "web" }, type: "SecureString" });
    expect(row?.entry.actor).toEqual({ arn: "arn:aws:iam::000000000000:user/dev", proof: "ssm" });
    expect(JSON.stringify(row)).not.toContain("the only one");
  });
});

describe("tags that cannot be read", () => {
  const withTags = (tags: () => Promise<Record<string, string> | null>) => {
    const ports = vault.ports();
    vault.store.userPut(name, "the value");
    const { observe, absent } = ports.store;
    const store = { observe: observe.bind(ports.store), absent: absent.bind(ports.store), tags };
    // Sealing takes longer than the tags take to fail.
    const seal: typeof ports.key.seal = async (...sealed) => {
      await new Promise((resolve) => setImmediate(resolve));
      return ports.key.seal(...sealed);
    };
    const hint = { kind: "create", at: vault.clock.iso(), source: "event" } as const;
    return captureOne({ ...ports, store, key: { ...ports.key, seal } }, parameter, { hint });
  };

  test("for want of a right keep no value from being kept, and are told of", async () => {
    await withTags(() => Promise.resolve(null));
    expect(story()).toEqual(["created 1 1"]);
    expect(vault.rows(parameter)[0]?.entry).toMatchObject({
      recoveryPoint: { tags: {} },
      detail: { tagsUnread: true },
    });
  });

  test("for a throttle fail this capture, and nothing else", async () => {
    const thrown = withTags(() => Promise.reject(new Error("throttled")));
    await expect(thrown).rejects.toThrow("throttled");
    expect(story()).toEqual([]);
  });
});

test("an update within seconds of the version before is looked for again where the store lags", async () => {
  await put("one");
  vault.clock.advance(3_000);
  vault.store.userPut(name, "two");
  vault.store.lagMs = 2_000;
  await capturedAtLast();
  expect(story()).toEqual(["created 1 1", "updated 1 2"]);
});

test("appends a hundred versions and more in chunks that each leave a valid chain", async () => {
  for (let n = 0; n < 100; n++) vault.store.userPut(name, `value ${n}`);
  await captured();
  expect(vault.rows(parameter)).toHaveLength(100);
  expectSoundLedger(vault, parameter, []);
});
