import { describe, expect, test } from "vitest";
import { sampleLive } from "../../../support/ledger-samples.ts";
import { MemoryVault, stage } from "../../../support/memory/memory-vault.ts";
import { sampleProof } from "../../../support/proof-samples.ts";
import { checked, HOUR, wellQueue, wellVault } from "./well.ts";

test("a sweep is overdue when it is missed twice, not once", async () => {
  const vault = await wellVault();
  vault.clock.advance(1.9 * HOUR * 1000);
  expect((await checked(vault)).of("sweep").ok).toBe(true);
  vault.clock.advance(0.5 * HOUR * 1000);
  expect((await checked(vault)).of("sweep").causes).toMatchObject([{ code: "sweep-overdue" }]);
});

describe.each([
  ["capture", "changes", 180],
  ["verify", "checks", 3600],
] as const)("%s", (name, holds, limit) => {
  /** The check, its queue being so. */
  async function worked(state: Parameters<typeof wellQueue>[1], vault?: MemoryVault) {
    const queue = (one: string) => Promise.resolve(wellQueue(one, one === holds ? state : { waiting: 0 }));
    const { failed, of } = await checked(vault ?? (await wellVault()), { queue });
    return { failed, causes: of(name).causes ?? [] };
  }
  const queue = `sst-vault-${holds}`;
  const { arn, url, deadLetters, redrivePolicy } = wellQueue(holds);

  test("names a queue that is missing, and dead letters that nothing would go to", async () => {
    expect((await worked({ present: false, waiting: 0 })).causes).toEqual([{ code: "queue-missing", queue }]);
    const gone = { ...deadLetters, present: false };
    expect((await worked({ deadLetters: gone, redrives: false })).causes).toEqual([
      { code: "queue-missing", queue: `${queue}-dlq` },
      { code: "no-redrive", queue, url, policy: redrivePolicy },
    ]);
  });

  test("is not well with dead letters", async () => {
    const { failed, causes } = await worked({ deadLetters: { ...deadLetters, count: 2 } });
    expect({ failed, causes }).toEqual({ failed: [name], causes: [{ code: "dead-letters", arn, count: 2 }] });
  });

  test("is not well if a message waits for too long, and is if only CloudWatch still remembers one", async () => {
    expect((await worked({ waiting: 1, oldestSeconds: limit })).failed).toEqual([]);
    const reader = `sst-vault-${name}`;
    expect((await worked({ waiting: 1, oldestSeconds: limit + 60 })).causes).toEqual([
      { code: "waits-too-long", function: reader, seconds: limit + 60 },
    ]);
    expect((await worked({ waiting: 0, oldestSeconds: limit + 60 })).failed).toEqual([]);
  });

  describe("that failed on a message a moment ago", () => {
    const parameter = stage("dev");
    const right = "ssm:GetParameterHistory";
    async function failedVault() {
      const vault = await wellVault();
      vault.clock.advance(10_000);
      const failure = { at: vault.clock.iso(), name: parameter.name, error: "AccessDeniedException", right };
      await vault.tables.putFailure(name, failure);
      vault.clock.advance(5_000);
      return vault;
    }

    test("names the parameter, the error and the right, while messages wait", async () => {
      const facts = { parameter: parameter.name, error: "AccessDeniedException", right, foreign: false, seconds: 5 };
      const vault = await failedVault();
      expect((await worked({ waiting: 1 }, vault)).causes).toEqual([
        { code: "attempts-fail", function: `sst-vault-${name}`, ...facts },
      ]);
      expect((await worked({ waiting: 0 }, vault)).causes).toEqual([]);
      vault.clock.advance(180_000);
      expect((await worked({ waiting: 1 }, vault)).causes).toEqual([]);
    });

    test("names the policies of its role that are not the vault's", async () => {
      const foreign = { inline: ["deny"], attached: [] };
      const role = { function: `sst-vault-${name}`, role: "Role-1" };
      const roles = () => Promise.resolve([{ ...role, missing: [], foreign }]);
      const { of } = await checked(await failedVault(), {
        queue: (one) => Promise.resolve(wellQueue(one, { waiting: 1 })),
        roles,
      });
      expect(of(name).causes).toMatchObject([
        { code: "attempts-fail", foreign: true },
        { code: "foreign-policies", ...role, ...foreign },
      ]);
    });

    test("is well again once it has succeeded for the parameter, whatever waits", async () => {
      const vault = await failedVault();
      const [capturedAt, { latest }] = [vault.clock.iso(), sampleLive(parameter, 2)];
      if (!latest) throw new Error("a sample has one");
      await vault.tables.putLive(sampleLive(parameter, 2, { latest: { ...latest, capturedAt } }));
      await vault.tables.putProof(sampleProof(parameter, capturedAt));
      expect((await worked({ waiting: 1 }, vault)).failed).toEqual([]);
    });
  });

  test("is well with a message that lags", async () => {
    expect((await worked({ waiting: 1, oldestSeconds: 60 })).failed).toEqual([]);
  });
});

describe("parameters", () => {
  test("whose live value could not be read are counted, the first named", async () => {
    const vault = await wellVault();
    for (const name of ["one", "two", "three"])
      await vault.tables.putLive(sampleLive(stage(name), 1, { livePoint: null }));
    expect((await checked(vault)).of("parameters").causes).toEqual([
      { code: "not-readable", parameter: "/sst/passphrase/shop/one", count: 3 },
    ]);
  });

  test("that a sweep found are named once they should have been captured, and are on their way before", async () => {
    const vault = await wellVault();
    const found = (name: string) => ({
      name: stage(name).name,
      createdAt: vault.clock.iso(),
      since: vault.clock.iso(),
    });
    const uncaptured = ["dev", "new"].map(found);
    await vault.tables.putSweep({ at: vault.clock.iso(), parameters: 3, enqueued: 2, checkedAt: null, uncaptured });
    // Captured meanwhile.
    await vault.tables.putLive(sampleLive(stage("dev"), 3, { createdAt: vault.clock.iso() }));
    vault.clock.advance(60_000);
    const before = await checked(vault);
    expect(before.healthy).toBe(true);
    expect(before.of("parameters").detail).toBe("2 in the vault, 1 being captured");
    vault.clock.advance(90_000);
    expect((await checked(vault)).of("parameters").causes).toEqual([
      { code: "not-captured", parameters: ["/sst/passphrase/shop/new"], count: 1, seconds: 150 },
    ]);
  });
});

describe("proofs", () => {
  test("are overdue once a live parameter was not tested for fifty hours", async () => {
    const vault = await wellVault();
    vault.clock.advance(49.5 * HOUR * 1000);
    expect((await checked(vault)).of("proofs")).toMatchObject({ ok: true });
    vault.clock.advance(HOUR * 1000);
    expect((await checked(vault)).of("proofs").causes).toMatchObject([
      { code: "tests-overdue", parameter: "/sst/passphrase/shop/dev" },
    ]);
  });

  test("count the verdicts, but a broken stage is its owner's concern: the vault that found it is well", async () => {
    const vault = await wellVault();
    await vault.tables.putLive(sampleLive(stage("broken"), 1));
    await vault.tables.putProof(sampleProof(stage("broken"), vault.clock.iso(), { verdict: "lost" }));
    const { healthy, of } = await checked(vault);
    expect(healthy).toBe(true);
    expect(of("proofs").detail).toContain("1 ok, 1 unproven, 1 lost");
  });

  test("that came to no result are a note while others did, and if none did the vault is blind", async () => {
    const vault = await wellVault();
    const blind = (name: string) =>
      vault.tables.putProof(
        sampleProof(stage(name), vault.clock.iso(), { verdict: "unproven", reason: "no bootstrap" }),
      );
    await vault.tables.putLive(sampleLive(stage("shut"), 1));
    await blind("shut");
    const some = await checked(vault);
    expect(some.healthy).toBe(true);
    expect(some.of("proofs")).toMatchObject({ advisory: true, causes: [{ count: 1, all: false }] });
    for (const { name } of vault.tables.lives.values()) await blind(name.split("/").at(-1) ?? "");
    await vault.tables.putLive(sampleLive(stage("closed"), 1));
    await blind("closed");
    const none = await checked(vault);
    expect(none.healthy).toBe(false);
    expect(none.of("proofs").causes).toEqual([{ code: "tests-without-result", count: 3, all: true }]);
  });

  test("name what is stored in clear: a stage's fault, and the vault is well", async () => {
    const vault = await wellVault();
    const inClear = { code: "stored-in-clear" as const, type: "String", recoveryPoint: null };
    for (const one of [stage("dev"), stage("gone")])
      await vault.tables.putProof(sampleProof(one, vault.clock.iso(), { inClear }));
    const { healthy, of } = await checked(vault);
    expect(healthy).toBe(true);
    expect(of("proofs")).toMatchObject({
      advisory: true,
      causes: [{ code: "stored-in-clear", parameter: stage("dev").name, count: 1 }],
    });
  });

  test("name a ledger with entries that cannot be used, which keep nothing from being captured or tested", async () => {
    const vault = await wellVault();
    await vault.tables.putProof(sampleProof(stage("dev"), vault.clock.iso(), { unreadable: 2 }));
    const { healthy, of } = await checked(vault);
    expect(healthy).toBe(true);
    const causes = [{ code: "ledger-unusable", parameter: stage("dev").name, count: 1 }];
    expect(of("proofs")).toMatchObject({ advisory: true, causes });
  });

  test("are not wanted of a vault with nothing live", async () => {
    expect((await checked(new MemoryVault())).of("proofs")).toEqual({ ok: true, detail: "nothing live to test" });
  });
});
