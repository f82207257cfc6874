import type { Check } from "../../../../lib/vault/api.ts";
import { health } from "../../../../lib/vault/health/health.ts";
import type { HealthProbes, Source } from "../../../../lib/vault/health/probes.ts";
import { sampleLive } from "../../../support/ledger-samples.ts";
import { HOME, MemoryVault, stage } from "../../../support/memory/memory-vault.ts";
import { sampleProof } from "../../../support/proof-samples.ts";

export const HOUR = 3600;
/** When the samples' passphrases were written and captured. */
const CAPTURED = "2026-11-22T12:00:00.123Z";
export const TOPIC = "arn:aws:sns:us-east-1:000000000000:sst-vault-notifications";
export const TRAIL = "arn:aws:cloudtrail:us-east-1:000000000000:trail/all";

export const STREAM = "arn:aws:dynamodb:us-east-1:000000000000:table/Ledger-1A/stream/2026-11-22T12:00:00.123";

function boundTo(reader: string, source: string, table: string | null): Source {
  const mappings = [{ id: `id-of-${reader}`, source, state: "Enabled", lastResult: null }];
  return { reader, source, table, mappings, creation: "--batch-size 7" };
}

/** What every part of a vault says when all is well. */
export const WELL: HealthProbes = {
  queue: (holds) => Promise.resolve({ waiting: holds === "changes" ? 3 : 0, oldestSeconds: 60, dead: 0 }),
  key: () => Promise.resolve({ id: "1234abcd", state: "Enabled", deletedAt: null }),
  tables: () =>
    Promise.resolve([
      { name: "Ledger-1A", state: "ACTIVE", deletionProtected: true, recoverable: true, missingPolicy: null },
      { name: "Status-2B", state: "ACTIVE", deletionProtected: true, recoverable: true, missingPolicy: null },
    ]),
  sources: () =>
    Promise.resolve([
      boundTo("sst-vault-capture", "arn:aws:sqs:us-east-1:000000000000:sst-vault-changes", null),
      boundTo("sst-vault-tamper", STREAM, "Ledger-1A"),
    ]),
  rules: () => Promise.resolve({ "sst-vault-changes": "ENABLED", "sst-vault-trail": "ENABLED" }),
  errors: () => Promise.resolve({ "sst-vault-capture": 0, "sst-vault-sweep": 0 }),
  alarms: () => Promise.resolve({ known: 14, raised: [], silent: [], missing: [] }),
  topic: () => Promise.resolve({ arn: TOPIC, confirmed: 1, pending: 0 }),
  trails: () => Promise.resolve([{ arn: TRAIL, homeRegion: "us-east-1", logging: true }]),
};

/** A vault with one live stage that is proved and one that is deleted, a second after they were. */
export async function wellVault(): Promise<MemoryVault> {
  const vault = new MemoryVault();
  vault.clock.advance(1000);
  await vault.tables.putSweep({ at: vault.clock.iso(), parameters: 2, enqueued: 1, checkedAt: null });
  await vault.tables.putLive(sampleLive(stage("dev"), 1));
  await vault.tables.putProof(sampleProof(stage("dev"), CAPTURED));
  await vault.tables.putLive(sampleLive(stage("gone"), 2, { live: false, livePoint: null }));
  await vault.tables.putTrail({ at: CAPTURED, eventTime: CAPTURED });
  return vault;
}

/** The vault's health; its checks by name. */
export async function checked({ tables, clock }: MemoryVault, probes: Partial<HealthProbes> = {}, vault = "sst-vault") {
  const { healthy, checks } = await health(
    { status: tables, clock, probes: { ...WELL, ...probes } },
    {
      vault,
      home: HOME,
      sweepEverySeconds: HOUR,
      limits: { changesAgeSeconds: 900, checksAgeSeconds: 3600, oldestTestHours: 50 },
    },
  );
  const of = (name: string): Omit<Check, "name"> => {
    const { name: _, ...check } = checks.find((one) => one.name === name) ?? expectNamed(name);
    return check;
  };
  return { healthy, checks, of, failed: checks.filter(({ ok }) => !ok).map(({ name }) => name) };
}

function expectNamed(name: string): never {
  throw new Error(`there is no check ${name}`);
}
