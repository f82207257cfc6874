import * as fc from "fast-check";
import { expect, test } from "vitest";
import { EntryType } from "../../../../lib/vault/audit-api.ts";
import { chainHash, chainStart, type LedgerRow } from "../../../../lib/vault/ledger/ledger.ts";
import { openPoint } from "../../../../lib/vault/ledger/open-point.ts";
import { newRecoveryPointId } from "../../../../lib/vault/ledger/recovery-point.ts";
import type { ProtectedParameter } from "../../../../lib/vault/parameter.ts";
import { restore } from "../../../../lib/vault/restore/restore.ts";
import { verify } from "../../../../lib/vault/verify/verify.ts";
import { captureNewest } from "../../../support/capture-newest.ts";
import { captureAtLast } from "../../../support/capture-one.ts";
import { OWN_SESSION } from "../../../support/memory/memory-parameter-store.ts";
import { MemoryVault, stage } from "../../../support/memory/memory-vault.ts";

const prod = stage("prod");

const time = fc.constantFrom(
  "2020-01-01T00:00:00.000Z",
  "2026-11-22T12:00:30.000Z",
  "2026-11-22T20:00:00.000Z",
  "2027-06-01T00:00:00.000Z",
  "9999-12-31T23:59:59.999Z",
);
const odd = fc.constantFrom(
  0,
  2,
  3,
  100,
  1e6,
  1e15,
  Number.MAX_SAFE_INTEGER - 1,
  Number.MAX_SAFE_INTEGER,
  1e30,
  1.5,
  -1,
);
/** Mostly what fits the vault's own entries, or nearly: what is refused at first sight does little. */
const number = fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: odd });
const version = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(1, 2, 3, 4) }, { weight: 1, arbitrary: odd });

/** What an entry says that somebody made up, in the form of one. */
const entry = fc.record({
  schema: fc.constantFrom(1, 1, 1, 99),
  type: fc.constantFrom(...EntryType.options),
  time,
  recordedAt: time,
  life: number,
  kept: number,
  point: fc.option(
    fc.record({ life: number, version, createdAt: time, digest: fc.constantFrom("0".repeat(64), "1".repeat(64), "x") }),
  ),
  detail: fc.record(
    { from: version, to: version, createdAt: fc.oneof(time, fc.constant("zzz")) },
    { requiredKeys: [] },
  ),
});

/** A row that somebody puts in, after how many of the vault's own, under which number, and with which hash. */
const strange = fc.record({
  after: fc.nat(2),
  seq: fc.constantFrom<(next: number) => number>(
    (next) => next,
    (next) => next,
    (next) => next + 1,
    (next) => next + 1000,
    (next) => next - 0.5,
    () => 0,
    () => -7,
    () => 1e15,
    () => Number.MAX_SAFE_INTEGER - 1,
    () => Number.MAX_SAFE_INTEGER,
    () => 1e30,
  ),
  body: fc.oneof({ weight: 4, arbitrary: entry }, { weight: 1, arbitrary: fc.constantFrom("", "{}", "null", "[1]") }),
  hash: fc.constantFrom("fits", "fits", "fits", "0".repeat(64), "", "'; rm -rf ~"),
});
type Strange = typeof strange extends fc.Arbitrary<infer T> ? T : never;

function putIn(vault: MemoryVault, parameter: ProtectedParameter, { seq, body, hash }: Strange): void {
  const rows = vault.rows(parameter).toSorted((a, b) => a.entry.seq - b.entry.seq);
  const number = seq(Math.floor(rows.at(-1)?.entry.seq ?? 0) + 1);
  if (rows.some((row) => row.entry.seq === number)) return; // a put over an entry is another deed
  const before = rows.findLast((row) => row.entry.seq < number)?.hash ?? chainStart(parameter.arn);
  const text = typeof body === "string" ? body : bodyOf(parameter, number, body);
  const row = { entry: { seq: number } as LedgerRow["entry"], body: text, sealed: null };
  vault.tables.ledgers.set(parameter.arn, [
    ...rows,
    { ...row, hash: hash === "fits" ? chainHash(before, text) : hash },
  ]);
}

function bodyOf(
  { arn: _, ...identity }: ProtectedParameter,
  seq: number,
  { point, ...said }: typeof entry extends fc.Arbitrary<infer T> ? T : never,
): string {
  const recoveryPoint = point && {
    ...{
      id: newRecoveryPointId(point.createdAt, point.version, new Set()),
      ...point,
      createdBy: null,
      source: "event",
    },
    ...{ type: "SecureString", tier: null, keyId: null, description: null, allowedPattern: null, dataType: null },
    ...{ policies: [], labels: [], tags: {}, sealedDigest: point.digest },
  };
  return JSON.stringify({ ...said, ...identity, seq, actor: null, recoveryPoint, requestId: null });
}

/** The recovery points whose values the vault can give back, by value. */
async function kept(vault: MemoryVault): Promise<Map<string, string>> {
  const rows = await vault.tables.rows(prod.arn);
  const found = new Map<string, string>();
  for (const { entry } of rows) {
    if (!entry.recoveryPoint) continue;
    try {
      found.set((await openPoint(vault.key, prod, rows, entry.recoveryPoint)).reveal(), entry.recoveryPoint.id);
    } catch {
      // Made up, and its sealed value with it.
    }
  }
  return found;
}

async function put(vault: MemoryVault, value: string): Promise<void> {
  vault.clock.advance(60_000);
  vault.store.userPut(prod.name, value);
  const { operation: kind, at } = vault.store.events.at(-1) ?? expect.fail("no event");
  await captureAtLast(vault, prod, { hint: { kind, at, source: "event" } });
  vault.clock.advance(120_000);
}

test("whatever rows somebody puts into a ledger: what is put after them is kept, tested and restored", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(strange, { minLength: 1, maxLength: 3 }), fc.boolean(), async (rows, deleted) => {
      const vault = new MemoryVault();
      const values = ["one", "two", "three"];
      for (const [n, value] of values.entries()) {
        for (const row of rows) if (row.after === n) putIn(vault, prod, row);
        if (deleted && n === 2) {
          vault.clock.advance(60_000);
          vault.store.userDelete(prod.name);
          await captureNewest(vault, prod);
        }
        await put(vault, value);
      }
      const points = await kept(vault);
      expect([...points.keys()]).toEqual(expect.arrayContaining(values));

      await verify(vault.ports(), prod, "capture");
      const request = { recoveryPoint: points.get("two") ?? expect.fail("two is not kept") };
      const answer = await restore(vault.ports(), prod, request, { recreateWaitSeconds: 30, self: OWN_SESSION });
      expect(answer).toMatchObject({ outcome: "restored", recoveryPoint: request.recoveryPoint });
      expect(vault.store.live(prod.name)?.value?.reveal()).toBe("two");
    }),
    { numRuns: 1000 },
  );
});
