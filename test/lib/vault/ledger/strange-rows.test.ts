import { readFileSync } from "node:fs";
import * as v from "valibot";
import { beforeEach, describe, expect, test } from "vitest";
import { newPassphrase, secretsFile } from "../../../../lib/local/sst-files.ts";
import { chainHash } from "../../../../lib/vault/ledger/ledger.ts";
import { type StoredRow, storedRows } from "../../../../lib/vault/ledger/stored-rows.ts";
import { history } from "../../../../lib/vault/query/history.ts";
import { restore } from "../../../../lib/vault/restore/restore.ts";
import { LiveRow } from "../../../../lib/vault/status/live-row.ts";
import { ProofRow } from "../../../../lib/vault/status/proof-row.ts";
import { verify } from "../../../../lib/vault/verify/verify.ts";
import { captureNewest } from "../../../support/capture-newest.ts";
import { OWN_SESSION } from "../../../support/memory/memory-parameter-store.ts";
import { HOME, MemoryVault, stage } from "../../../support/memory/memory-vault.ts";

const prod = stage("prod");
const right = newPassphrase();
let vault: MemoryVault;
beforeEach(() => {
  vault = new MemoryVault();
});

async function put(value: string): Promise<void> {
  vault.clock.advance(60_000);
  vault.store.userPut(prod.name, value);
  await captureNewest(vault, prod);
}

/** Appends a row of a schema that nobody knows, under a hash that fits, as whoever may put items can. */
function putIn(sealed = false): void {
  const rows = vault.rows(prod);
  const tip = rows.at(-1) ?? expect.fail("the ledger is empty");
  const body = JSON.stringify({ schema: 99, seq: tip.entry.seq + 1, anything: "else" });
  const entry = { ...tip.entry, seq: tip.entry.seq + 1 };
  const row = { entry, body, hash: chainHash(tip.hash, body), sealed: sealed ? tip.sealed : null };
  vault.tables.ledgers.set(prod.arn, [...rows, row]);
}

const kinds = () =>
  storedRows(
    prod.arn,
    vault.rows(prod).map(({ entry: { seq }, ...row }) => ({ seq, ...row })),
  ).map(({ entry }) => entry.type);
const checked = () => verify(vault.ports(), prod, "capture");
const restored = () => restore(vault.ports(), prod, {}, { recreateWaitSeconds: 30, self: OWN_SESSION });

describe("a row of a newer schema", () => {
  test("keeps no value from being captured, and the chain goes on behind it", async () => {
    await put("one");
    putIn();
    await put("two");
    putIn();
    vault.clock.advance(60_000);
    vault.store.userDelete(prod.name);
    await captureNewest(vault, prod);
    expect(kinds()).toEqual(["created", "newer", "updated", "newer", "deleted"]);
  });

  test("keeps no stage from its test, nor the recovery points before it from being listed", async () => {
    vault.bucket.put("secret/shop/prod.json", secretsFile(right));
    await put(right);
    putIn();
    expect(await checked()).toMatchObject({ verdict: "ok" });
    const ports = { index: vault.tables, status: vault.tables };
    const request = { op: "history" as const, name: prod.name };
    const { nextToken, recoveryPoints: none } = await history(ports, HOME, request);
    const { recoveryPoints } = await history(ports, HOME, { ...request, nextToken });
    expect(none).toEqual([]); // of the newest page, where the row stands that cannot be read
    expect(recoveryPoints).toMatchObject([{ parameterVersion: 1, live: true, opens: { secrets: "yes" } }]);
  });

  test("keeps no stage from its restore, which says that it is there", async () => {
    vault.bucket.put("secret/shop/prod.json", secretsFile(right));
    await put(right);
    await put("another");
    putIn();
    const answer = await restored();
    expect(answer).toMatchObject({ outcome: "restored", opens: { secrets: "yes" } });
    expect(answer.warnings.join()).toContain("entry 3 of its ledger is of a newer vault");
    expect(vault.store.live(prod.name)?.value?.reveal()).toBe(right);
  });

  test("that holds a value makes lost unproven: it may be the right one", async () => {
    vault.bucket.put("secret/shop/prod.json", secretsFile(right));
    await put("wrong");
    putIn(true);
    expect(await checked()).toMatchObject({ verdict: "unproven", cause: { code: "ledger-newer", entries: [2] } });
  });

  test("is reported to people once, and again only if there are more", async () => {
    await put("one");
    await checked();
    putIn();
    for (let test = 0; test < 3; test++) await checked();
    expect(vault.damages).toEqual([{ code: "ledger-newer", entries: [2] }]);
    putIn();
    await checked();
    expect(vault.damages).toHaveLength(2);
  });
});

describe("a field that nothing of ours writes makes its entry damaged", () => {
  const stored = (change: (body: Record<string, unknown>) => void): StoredRow[] => {
    const [row] = vault.rows(prod);
    const body = JSON.parse(row?.body ?? "");
    change(body);
    return [{ seq: 1, body: JSON.stringify(body), hash: row?.hash ?? "", sealed: null }];
  };
  const point = (changes: object) => (body: Record<string, unknown>) => {
    body.recoveryPoint = { ...(body.recoveryPoint as object), ...changes };
  };

  test.each([
    ["an id with a command in it", point({ id: "20261122T120000.123Z-1; rm -rf ~" })],
    ["an id that is an option", point({ id: "--force" })],
    ["a digest that is none", point({ sealedDigest: "0".repeat(63) })],
    ["a version of no parameter", point({ version: 0 })],
    ["a time that does not sort", point({ createdAt: "22 Nov 2026" })],
    ["a name that is no parameter's", (body) => (body.name = "/sst/passphrase/shop/$(id)")],
    ["an account that is none", (body) => (body.account = "me")],
    ["a region that is none", (body) => (body.region = "eu west 1")],
    ["a time of year 10,000", (body) => (body.time = "+010000-01-01T00:00:00.000Z")],
    ["a life that is no number of one", (body) => (body.life = 1e30)],
    ["a count below zero", (body) => (body.kept = -1)],
  ] as [string, (body: Record<string, unknown>) => void][])("%s", async (_, change) => {
    await put("one");
    const [row] = stored(change);
    // Behind a gap, where no hash tells: it is the field itself that is refused.
    const alone = storedRows(prod.arn, [{ ...(row as StoredRow), seq: 1, hash: chainHash(start(), row?.body ?? "") }]);
    expect(alone.map(({ entry }) => entry.type)).toEqual(["damaged"]);
    const untouched = stored(() => {}).map((same) => ({ ...same, hash: chainHash(start(), same.body) }));
    expect(storedRows(prod.arn, untouched).map(({ entry }) => entry.type)).toEqual(["created"]);
  });

  const start = () => chainHash("", prod.arn);
});

describe("what version 0.1.0 wrote", () => {
  interface Stored {
    parameter: string;
    rows: Omit<StoredRow, "sealed">[];
    live: unknown;
    proof: unknown;
  }
  const ledgers: Stored[] = JSON.parse(
    readFileSync(new URL("../../../fixtures/ledger-0.1.0.json", import.meta.url), "utf8"),
  );

  test.each(ledgers)("is read entirely, and as it was: $parameter", ({ parameter, rows, live, proof }) => {
    const read = storedRows(
      parameter,
      rows.map((row) => ({ ...row, sealed: null })),
    );
    expect(read.map(({ entry }) => entry)).toEqual(rows.map(({ body }) => JSON.parse(body)));
    expect(v.parse(LiveRow, live)).toEqual(live);
    expect(v.parse(ProofRow, proof)).toEqual(proof);
  });
});
