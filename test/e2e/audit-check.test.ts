import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { RestoreResponse } from "../../lib/vault/api.ts";
import type { CheckReport } from "../../lib/vault/audit-api.ts";
import { chainHash } from "../../lib/vault/ledger/ledger.ts";
import { APP, bucket, get, protect, put, real, right, verified } from "./accident-stages.ts";
import { entriesOf } from "./ledger.ts";
import { edited, Rows, TAMPERED, textOf } from "./ledger-rows.ts";
import { lived, written } from "./lived.ts";
import { sstVault, sstVaultJson } from "./sst-vault.ts";
import { nameOf, newValue } from "./stages.ts";
import { stateKey } from "./state-files.ts";
import { until } from "./until.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sst-vault-check-"));
});
afterAll(() => rm(folder, { recursive: true }));

const eve = { actor: { arn: "arn:aws:iam::000000000000:user/eve", proof: "ssm" } };

/**
 * What is done to a stage of that name, and the numbers of the entries that must be named for it. All of it is done to
 * the first three entries, to the last, or behind it.
 */
const TAMPERINGS: Record<string, { tamper: (rows: Rows) => Promise<unknown>; named: (rows: Rows) => number[] }> = {
  untouched: { tamper: () => Promise.resolve(), named: () => [] },
  edited: { tamper: (rows) => rows.put(2, edited(rows.at(2), eve)), named: () => [2] },
  removed: { tamper: (rows) => rows.erase(2), named: () => [2] },
  beheaded: { tamper: (rows) => rows.erase(1), named: () => [1] },
  swapped: {
    tamper: (rows) => Promise.all([rows.put(2, rows.at(3)), rows.put(3, rows.at(2))]),
    named: () => [2, 3],
  },
  foreign: { tamper: (rows) => rows.put(3, stages.get("untouched")?.at(3) ?? {}), named: () => [3] },
  misfiled: { tamper: (rows) => rows.put(2, { ...rows.at(2), month: { S: "1999-01" } }), named: () => [2] },
  doubled: { tamper: (rows) => rows.put(rows.length + 1, rows.at(1)), named: ({ length }) => [length + 1] },
  cut: { tamper: (rows) => rows.erase(rows.length), named: ({ length }) => [length] },
};
const stages = new Map<string, Rows>();

describe("a ledger that is changed past the vault", () => {
  const check = (...argv: string[]) => sstVaultJson<CheckReport>("audit", TAMPERED, "--check", ...argv);
  beforeAll(async () => {
    for (const stage of Object.keys(TAMPERINGS)) stages.set(stage, new Rows(TAMPERED, stage));
    await Promise.all(
      [...stages.values()].map(async (rows) => {
        await (rows.stage === "untouched" ? lived : written)(TAMPERED, rows.stage);
        await rows.read();
      }),
    );
  });
  // Other tests look at all of the vault, and a sweep of theirs may still have what it met here looked at.
  afterEach(() => {
    const mended = () => Promise.all([...stages.values()].map((rows) => rows.mend()));
    return until(
      () => mended().then(() => check()),
      ({ findings }) => findings.length === 0,
    );
  });

  test("is found, whatever was done, where it was done, and nothing else is named", async () => {
    await Promise.all([...stages].map(([stage, rows]) => TAMPERINGS[stage]?.tamper(rows)));

    const { code, findings } = await check();

    expect(code).toBe(5);
    const named = [...stages].flatMap(([stage, rows]) =>
      (TAMPERINGS[stage]?.named(rows) ?? []).map((seq) => [nameOf(TAMPERED, stage), seq]),
    );
    expect(findings.map(({ name, seq }) => [name, seq])).toEqual(named.toSorted());
  });

  test("is whole again once it is as it was", async () => {
    const { heads, ...report } = await check();

    const entries = [...stages.values()].reduce((sum, { length }) => sum + length, 0);
    expect(report).toMatchObject({ code: 0, ok: true, parameters: stages.size, entries, findings: [] });
    const cut = stages.get("cut");
    expect(heads[nameOf(TAMPERED, "cut")]).toEqual({ seq: cut?.length, hash: textOf(cut?.at(-1) ?? {}, "hash") });
    // Of all the vault, where another test takes an entry away and puts it back.
    await until(
      () => sstVault("audit", "--check"),
      ({ stdout }) => /every chain is whole/.test(stdout),
    );
  });

  test("with all its hashes made anew is found by the report of an earlier check", async () => {
    const rows = stages.get("edited") ?? new Rows(TAMPERED, "edited");
    const heads = join(folder, "heads.json");
    await writeFile(heads, (await sstVault("audit", TAMPERED, "--check", "--json")).stdout);
    expect(await check("--heads", heads)).toMatchObject({
      code: 0,
      findings: [],
      comparedWith: { parameters: stages.size },
    });

    let previous = textOf(rows.at(1), "hash");
    for (let seq = 2; seq <= rows.length; seq++) {
      const forged = edited(rows.at(seq), eve);
      previous = chainHash(previous, textOf(forged, "body"));
      await rows.put(seq, { ...forged, hash: { S: previous } });
    }

    expect(await check()).toMatchObject({ code: 0, findings: [] });
    expect(await check("--heads", heads)).toMatchObject({
      code: 5,
      findings: [
        { name: nameOf(TAMPERED, "edited"), seq: rows.length, problem: expect.stringContaining("rewritten since") },
      ],
    });
  });
});

// Here, since the test above looks at the chains of the whole vault.
test("a damaged entry keeps nobody from restoring the stage; put back as it was, the ledger is whole", async () => {
  const stage = "damaged";
  const name = nameOf(APP, stage);
  await bucket.put(stateKey(APP, stage), real.state);
  await protect(stage, right);
  await put(name, newValue(), { Overwrite: true });
  await entriesOf(name, (all) => all.filter(({ type }) => type === "api-call").length === 2);
  await entriesOf(name, (all) => all.some(({ detail }) => detail.to === "recoverable"));
  const rows = new Rows(APP, stage);
  await rows.read();
  const [updated = 0] = rows.numbersOf("updated");
  await rows.put(updated, { ...rows.at(updated), body: { S: "{}" } });

  expect(await verified(stage)).toMatchObject({ code: 5, verdict: "recoverable" });
  const { code, warnings } = await sstVaultJson<RestoreResponse>("restore", APP, stage, "--yes");
  expect({ code, warnings }).toMatchObject({
    code: 0,
    warnings: [expect.stringContaining(`entry ${updated} of its ledger is damaged`)],
  });
  expect(await get(name)).toBe(right);
  const check = () => sstVaultJson<CheckReport>("audit", APP, stage, "--check");
  expect(await check()).toMatchObject({ code: 5, findings: [{ name, seq: updated }] });

  await rows.put(updated, rows.at(updated));
  expect(await check()).toMatchObject({ code: 0, ok: true });
});
