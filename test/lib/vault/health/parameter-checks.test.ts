import { describe, expect, test } from "vitest";
import { sampleLive } from "../../../support/ledger-samples.ts";
import { MemoryVault, stage } from "../../../support/memory/memory-vault.ts";
import { sampleProof } from "../../../support/proof-samples.ts";
import { checked, HOUR, wellVault } from "./well.ts";

test("a live value that is not in the vault is named, the rest counted", async () => {
  const vault = await wellVault();
  for (const name of ["one", "two", "three"])
    await vault.tables.putLive(sampleLive(stage(name), 1, { livePoint: null }));
  expect((await checked(vault)).of("parameters")).toEqual({
    ok: false,
    detail: "5 in the vault; the live value of /sst/passphrase/shop/one and 2 more is not in the vault",
    advice: "npx sst-vault audit /sst/passphrase/shop/one --region us-east-1",
  });
});

describe("proofs", () => {
  test("are overdue once a live parameter was not tested for fifty hours", async () => {
    const vault = await wellVault();
    vault.clock.advance(49.5 * HOUR * 1000);
    expect((await checked(vault)).of("proofs")).toMatchObject({ ok: true });
    vault.clock.advance(HOUR * 1000);
    expect((await checked(vault)).of("proofs")).toEqual({
      ok: false,
      detail: "oldest restore test 2 days ago (/sst/passphrase/shop/dev); 1 ok, 1 unproven",
      advice: "npx sst-vault verify --region us-east-1",
    });
  });

  test("count the verdicts, but a broken stage is its owner's concern: the vault that found it is well", async () => {
    const vault = await wellVault();
    await vault.tables.putLive(sampleLive(stage("broken"), 1));
    await vault.tables.putProof(sampleProof(stage("broken"), vault.clock.iso(), { verdict: "lost" }));
    const { healthy, of } = await checked(vault);
    expect(healthy).toBe(true);
    expect(of("proofs").detail).toContain("1 ok, 1 unproven, 1 lost");
  });

  test("that came to no result are a note while others did, and where none did the vault is blind", async () => {
    const vault = await wellVault();
    const blind = (name: string) =>
      vault.tables.putProof(
        sampleProof(stage(name), vault.clock.iso(), { verdict: "unproven", reason: "no bootstrap" }),
      );
    await vault.tables.putLive(sampleLive(stage("shut"), 1));
    await blind("shut");
    const some = await checked(vault);
    expect(some.healthy).toBe(true);
    expect(some.of("proofs")).toMatchObject({
      ok: false,
      advisory: true,
      detail: expect.stringContaining("could not be"),
    });
    for (const { name } of vault.tables.lives.values()) await blind(name.split("/").at(-1) ?? "");
    await vault.tables.putLive(sampleLive(stage("closed"), 1));
    await blind("closed");
    const none = await checked(vault);
    expect(none.healthy).toBe(false);
    expect(none.of("proofs")).toMatchObject({ ok: false, advice: expect.stringContaining("npx sst-vault verify") });
  });

  test("are not wanted of a vault with nothing live", async () => {
    expect((await checked(new MemoryVault())).of("proofs")).toEqual({ ok: true, detail: "nothing live to test" });
  });
});
