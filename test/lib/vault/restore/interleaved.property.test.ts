import fc from "fast-check";
import { expect, test } from "vitest";
import { newPassphrase, secretsFile } from "../../../../lib/local/sst-files.ts";
import type { RestoreResponse } from "../../../../lib/vault/api.ts";
import { VaultError } from "../../../../lib/vault/errors.ts";
import type { RecoveryPoint } from "../../../../lib/vault/ledger/recovery-point.ts";
import { type RestorePorts, restore } from "../../../../lib/vault/restore/restore.ts";
import { captureNewest } from "../../../support/capture-newest.ts";
import { captureOne } from "../../../support/capture-one.ts";
import { expectSoundLedger } from "../../../support/expect-sound-ledger.ts";
import { Interleaver } from "../../../support/interleaver.ts";
import { OWN_SESSION } from "../../../support/memory/memory-parameter-store.ts";
import { MemoryVault, stage } from "../../../support/memory/memory-vault.ts";

const VALUES = [newPassphrase(), newPassphrase(), newPassphrase()];
const parameter = stage("prod");
const { name } = parameter;
const SETTINGS = { recreateWaitSeconds: 30, self: OWN_SESSION };

const value = fc.nat(VALUES.length - 1);
/** Null deletes. */
const writes = fc.array(fc.option(value, { freq: 10 }), { minLength: 1, maxLength: 6 });
const asked = fc.record({
  named: fc.option(fc.nat(), { freq: 5 }),
  force: fc.constantFrom(true, true, true, false),
  requestId: fc.option(fc.constantFrom("one", "two")),
  crashAfter: fc.oneof(fc.constant(null), fc.constant(null), fc.integer({ min: 8, max: 25 })),
});
const world = fc.record({
  before: fc.uniqueArray(value, { minLength: 2, maxLength: 3 }),
  secrets: fc.option(value),
  writers: fc.array(writes, { minLength: 1, maxLength: 2 }),
  restores: fc.array(asked, { minLength: 1, maxLength: 3 }),
  picks: fc.array(fc.nat(1000), { minLength: 40, maxLength: 40 }),
});

type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

/** Lets restores and writers loose on one stage, in some order; gives what the restores answered. */
async function run({ before, secrets, writers, restores, picks }: World) {
  const vault = new MemoryVault();
  if (secrets !== null) vault.bucket.put("secret/shop/prod.json", secretsFile(VALUES[secrets] ?? ""));
  for (const one of before) {
    vault.store.userPut(name, VALUES[one] ?? "");
    await captureNewest(vault, parameter);
    vault.clock.advance(60_000);
  }
  const points = vault.rows(parameter).flatMap(({ entry }) => entry.recoveryPoint?.id ?? []);
  const interleaver = new Interleaver(vault);
  const promised = new Set<string>();
  const answers: RestoreResponse[] = [];
  for (const changes of writers) {
    interleaver.start(Number.POSITIVE_INFINITY, async (ports, seen) => {
      for (const change of changes) {
        // A turn of its own before each write, and a moment: no two versions are of one time.
        await ports.clock.sleep(1);
        if (change === null) vault.store.userDelete(name);
        else vault.store.userPut(name, VALUES[change] ?? "");
        vault.clock.advance(1);
        const { operation: kind, at } = vault.store.events.at(-1) ?? expect.fail("nothing happened");
        const { lag } = await captureOne(ports, parameter, { hint: { kind, at, source: "event" } });
        if (!lag) for (const version of seen.get(name) ?? []) promised.add(version);
      }
    });
  }
  for (const { named, force, requestId, crashAfter } of restores) {
    const request = {
      force,
      ...(named !== null && { recoveryPoint: points[named % points.length] ?? "" }),
      ...(requestId !== null && { requestId }),
    };
    interleaver.start(crashAfter ?? Number.POSITIVE_INFINITY, async (ports) => {
      const answer = await restore(ticking(ports, vault), parameter, request, SETTINGS).catch(expected);
      if (answer) answers.push(answer);
    });
  }
  for (const pick of picks) await interleaver.run(10, pick);
  await interleaver.run(100_000, 3);
  return { vault, answers, promised };
}

/** Time goes on with every write of the vault's, too. */
function ticking(ports: RestorePorts, { clock }: MemoryVault): RestorePorts {
  const put: RestorePorts["store"]["put"] = async (write) => {
    const result = await ports.store.put(write);
    clock.advance(1);
    return result;
  };
  return { ...ports, store: { ...ports.store, put } };
}

/** What a restore amid other writers may end with: they never rest, or one has just deleted the parameter. */
function expected(error: unknown): null {
  const excused = error instanceof VaultError && ["Busy", "Unexpected"].includes(error.code);
  if (excused || (error instanceof Error && error.message.includes("within 30 seconds"))) return null;
  throw error;
}

/** What a vault recorded of its restores, with the recovery points it names and the values that those had. */
function recorded(vault: MemoryVault) {
  const entries = vault.rows(parameter).map(({ entry }) => entry);
  const points = new Map(entries.flatMap(({ recoveryPoint: one }) => (one ? [[one.id, one] as const] : [])));
  const held = ({ createdAt, version }: RecoveryPoint) =>
    vault.store.everything.find((made) => made.createdAt === createdAt && made.version === version)?.value;
  return entries
    .filter(({ type }) => type === "restored")
    .map(({ detail }) => {
      const point = (id: unknown) => (typeof id === "string" ? (points.get(id) ?? expect.fail(`no ${id}`)) : null);
      const [source, created, replaced] = [detail.recoveryPoint, detail.created, detail.replaced].map(point);
      return { detail, source, created, replaced, held };
    });
}

test("every restored entry names an older recovery point that holds the value, whoever writes beside it", async () => {
  await fc.assert(
    fc.asyncProperty(world, async (of) => {
      const { vault, answers } = await run(of);
      for (const { detail, source, created, replaced, held } of recorded(vault)) {
        if (source && created) {
          expect(source.createdAt < created.createdAt, JSON.stringify(detail)).toBe(true);
          expect(held(source) === held(created), JSON.stringify(detail)).toBe(true);
        }
        if (created && replaced) {
          expect(replaced).toMatchObject({ life: created.life });
          expect(replaced.version).toBeLessThan(created.version);
        }
      }
      for (const answer of answers.filter(({ outcome }) => outcome === "refused")) {
        expect(answer.parameterVersion, "a refusal has written nothing").toBeNull();
      }
    }),
    { numRuns: 300 },
  );
}, 600_000);

test("nothing that was put is lost, and where all is quiet, a restored value is live", async () => {
  await fc.assert(
    fc.asyncProperty(world, async (of) => {
      const { vault, promised } = await run(of);
      vault.clock.advance(60_000);
      const last = await restore(vault.ports(), parameter, { force: true }, SETTINGS);
      vault.clock.advance(60_000);
      expectSoundLedger(vault, parameter, promised);
      const kept = vault.rows(parameter).flatMap(({ entry }) => entry.recoveryPoint ?? []);
      const identities = new Set(kept.map(({ createdAt, version }) => `${createdAt} ${version}`));
      const deleted = of.writers.flat().includes(null);
      for (const made of deleted ? [] : vault.store.everything) {
        expect(identities).toContain(`${made.createdAt} ${made.version}`);
      }
      if (last.outcome !== "restored") return;
      const source = kept.find(({ id }) => id === last.recoveryPoint);
      const held = vault.store.everything.find(
        ({ createdAt, version }) => createdAt === source?.createdAt && version === source.version,
      );
      expect(vault.store.live(name)?.value?.reveal() === held?.value).toBe(true);
    }),
    { numRuns: 200 },
  );
}, 600_000);
