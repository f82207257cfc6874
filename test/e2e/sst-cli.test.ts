import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { installSst, type SstPrograms, type SstVersion } from "../../lib/local/install-sst.ts";
import { makeSstApp } from "../../lib/local/sst-app.ts";
import { stateFile } from "../../lib/local/sst-files.ts";
import type { RestoreResponse, VerifyResponse } from "../../lib/vault/api.ts";
import { said } from "../support/leaks/run-folder.ts";
import { sstVaultJson } from "./sst-vault.ts";
import { history, nameOf, users } from "./stages.ts";
import { stateBucket, stateKey } from "./state-files.ts";

const { get, remove } = users();
const bucket = stateBucket();
const folder = mkdtempSync(join(tmpdir(), "sst-cli-test-"));
let programs: SstPrograms;
beforeAll(async () => {
  programs = await installSst({ say: (line) => process.stderr.write(`${line}\n`) });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.concurrent.each([
  { version: "4.17.1", region: "eu-west-1", regeneratesFallback: false },
  { version: "3.19.3", region: "eu-west-2", regeneratesFallback: true },
] as const)("with the real SST CLI $version,", ({ version, region, regeneratesFallback }) => {
  const suffix = version.replaceAll(".", "-");

  test("a stage whose passphrase SST regenerated is recoverable, and its restore brings secrets and state back", async () => {
    const name = `regenerated-${suffix}`;
    const sst = await sstIn(name, version);
    await sst(0, "secret", "set", "Foo", "first value", "--stage", "prod");
    const passphrase = nameOf(name, "prod");
    const original = (await get(passphrase)) ?? "";
    // The part of `sst deploy` that needs pulumi.
    await bucket.put(stateKey(name, "prod"), await stateFile(original, { app: name, secret: "kept in the state" }));
    const recoveryPoint = await captured(passphrase);

    await remove(passphrase);
    expect(await sst(1, "diff", "--stage", "prod")).toContain("incorrect passphrase");
    expect((await get(passphrase)) === original).toBe(false);
    await sst(1, "secret", "list", "--stage", "prod");
    const verified = await sstVaultJson<VerifyResponse>("verify", name, "prod");
    expect(verified).toMatchObject({ code: 5, results: [{ verdict: "recoverable", live: true, recoveryPoint }] });

    const restored = await sstVaultJson<RestoreResponse>("restore", name, "prod", "--yes");
    expect(restored).toMatchObject({ code: 0, outcome: "restored", recoveryPoint });
    expect(await sst(0, "secret", "list", "--stage", "prod")).toContain("Foo=first value");
    expect(await sst(0, "state", "export", "--decrypt", "--stage", "prod")).toContain("kept in the state");
  });

  test("a deleted _fallback, without which no stage can read its secrets, is restored", async () => {
    const name = `fallback-${suffix}`;
    const sst = await sstIn(name, version);
    await sst(0, "secret", "set", "Shared", "for all stages", "--fallback", "--stage", "prod");
    const recoveryPoint = await captured(nameOf(name, "_fallback"));

    await remove(nameOf(name, "_fallback"));
    await sst(1, "secret", "list", "--stage", "prod");
    const verified = await sstVaultJson<VerifyResponse>("verify", name, "_fallback");
    expect(verified).toMatchObject({
      code: 5,
      results: [{ verdict: "recoverable", live: regeneratesFallback, recoveryPoint }],
    });

    const restored = await sstVaultJson<RestoreResponse>("restore", name, "_fallback", "--yes");
    expect(restored).toMatchObject({ code: 0, outcome: "restored", recoveryPoint });
    expect(await sst(0, "secret", "list", "--stage", "prod")).toContain("Shared=for all stages");
  });

  test("a region without a home gets one from SST", async () => {
    const sst = await sstIn(`homeless-${suffix}`, version, region);
    await sst(0, "secret", "set", "Foo", "abroad", "--stage", "prod");
    expect(await sst(0, "secret", "list", "--stage", "prod")).toContain("Foo=abroad");
  });
});

test("SST 3.x and 4.x side by side read what the other one set", async () => {
  const [four, three] = [await sstIn("mixed", "4.17.1"), await sstIn("mixed", "3.19.3")];
  await three(0, "secret", "set", "Old", "of 3.x", "--stage", "prod");
  await four(0, "secret", "set", "New", "of 4.x", "--stage", "prod");
  for (const sst of [three, four]) {
    const listed = await sst(0, "secret", "list", "--stage", "prod");
    expect(listed).toContain("Old=of 3.x");
    expect(listed).toContain("New=of 4.x");
  }
});

/** The one recovery point of a passphrase, once the vault has it. */
async function captured(name: string): Promise<string | undefined> {
  const { recoveryPoints } = await history(name, (told) => told.recoveryPoints.length === 1);
  return recoveryPoints[0]?.id;
}

/** An app, and the SST CLI in it: takes the exit code that is expected, gives what was printed, which the search for leaks sees too. */
async function sstIn(name: string, version: SstVersion, region = "us-east-1") {
  const environment = { ...inject("localAws"), AWS_REGION: region, AWS_DEFAULT_REGION: region };
  const app = await makeSstApp({ name, programs, version, parent: folder, environment });
  return async (expected: number, ...args: string[]): Promise<string> => {
    const { code, output } = await app.sst(...args);
    said("processes", `what sst ${version} was called with and printed`, [...args, output].join("\n"));
    expect(code, `sst ${args.join(" ")}: ${output}`).toBe(expected);
    return output;
  };
}
