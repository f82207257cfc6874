import type { Check } from "../../../../lib/vault/api.ts";
import { health } from "../../../../lib/vault/health/health.ts";
import type { FunctionHealth, HealthProbes, QueueHealth, Source } from "../../../../lib/vault/health/probes.ts";
import { sampleLive } from "../../../support/ledger-samples.ts";
import { HOME, MemoryVault, stage } from "../../../support/memory/memory-vault.ts";
import { sampleProof } from "../../../support/proof-samples.ts";

export const HOUR = 3600;
/** When the samples' passphrases were written and captured. */
const CAPTURED = "2026-11-22T12:00:00.123Z";
export const TOPIC = "arn:aws:sns:us-east-1:000000000000:sst-vault-notifications";
export const TRAIL = "arn:aws:cloudtrail:us-east-1:000000000000:trail/all";
export const STREAM = "arn:aws:dynamodb:us-east-1:000000000000:table/Ledger-1A/stream/2026-11-22T12:00:00.123";
export const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;

function boundTo(reader: string, source: string, table: string | null): Source {
  const mappings = [{ id: `id-of-${reader}`, source, state: "Enabled", lastResult: null }];
  return { reader, source, table, mappings, creation: ["--batch-size", "7"] };
}

export function wellQueue(holds: string, rest: Partial<QueueHealth> = {}): QueueHealth {
  const name = `sst-vault-${holds}`;
  return {
    name,
    arn: queueArn(name),
    url: `https://sqs.us-east-1.amazonaws.com/000000000000/${name}`,
    present: true,
    waiting: holds === "changes" ? 3 : 0,
    oldestSeconds: 60,
    deadLetters: { name: `${name}-dlq`, present: true, count: 0 },
    redrives: true,
    redrivePolicy: '{"maxReceiveCount":5}',
    rightPolicy: null,
    ...rest,
  };
}

const wellFunction = (name: string): FunctionHealth => {
  return { name, present: true, stopped: false, missingAlias: null, uninvitedRule: null };
};

/** What every part of a vault says when all is well. */
export const WELL: HealthProbes = {
  queue: (holds) => Promise.resolve(wellQueue(holds)),
  key: () => Promise.resolve({ id: "1234abcd", state: "Enabled", deletedAt: null }),
  tables: () =>
    Promise.resolve([
      { name: "Ledger-1A", state: "ACTIVE", deletionProtected: true, recoverable: true, missingPolicy: null },
      { name: "Status-2B", state: "UPDATING", deletionProtected: true, recoverable: true, missingPolicy: null },
    ]),
  sources: () =>
    Promise.resolve([
      boundTo("sst-vault-capture", queueArn("sst-vault-changes"), null),
      boundTo("sst-vault-tamper", STREAM, "Ledger-1A"),
    ]),
  rules: () =>
    Promise.resolve([
      { name: "sst-vault-changes", state: "ENABLED", target: "queue", targets: ["queue"] },
      { name: "sst-vault-trail", state: "ENABLED", target: "queue", targets: ["other", "queue"] },
    ]),
  functions: () => Promise.resolve(["capture", "sweep", "restore"].map((duty) => wellFunction(`sst-vault-${duty}`))),
  roles: () =>
    Promise.resolve([
      { function: "sst-vault-capture", role: "Role-1", missing: [], foreign: { inline: [], attached: [] } },
    ]),
  runs: () =>
    Promise.resolve([
      { function: "sst-vault-capture", errors: 2, failingSince: null },
      { function: "sst-vault-sweep", errors: 0, failingSince: null },
    ]),
  alarms: () =>
    Promise.resolve([
      { name: "sst-vault-tamper", state: "OK", silenced: false, notifies: true },
      { name: "sst-vault-changes-age", state: "INSUFFICIENT_DATA", silenced: false, notifies: true },
    ]),
  topic: () => Promise.resolve({ arn: TOPIC, present: true, confirmed: 1, pending: 0, rightPolicy: null }),
  trails: () => Promise.resolve([{ arn: TRAIL, homeRegion: "us-east-1", logging: true }]),
};

/** What a probe says when all is well, changed. */
export function changed<K extends keyof HealthProbes, One>(
  probe: K,
  change: Awaited<ReturnType<HealthProbes[K]>> extends (infer Item)[] ? (item: Item) => Partial<Item> : never,
): Partial<HealthProbes> {
  const well = WELL[probe] as (...args: unknown[]) => Promise<One[]>;
  const changeOne = change as unknown as (item: One) => Partial<One>;
  return { [probe]: async (...args: unknown[]) => (await well(...args)).map((one) => ({ ...one, ...changeOne(one) })) };
}

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
      limits: { changesLateSeconds: 180, checksLateSeconds: 3600, oldestTestHours: 50 },
    },
  );
  const of = (name: string): Omit<Check, "name"> => {
    const { name: _, ...check } = checks.find((one) => one.name === name) ?? expectNamed(name);
    return check;
  };
  return {
    healthy,
    checks,
    of,
    failed: checks.filter(({ ok }) => !ok).map(({ name }) => name),
    causes: checks.flatMap(({ causes = [] }) => causes),
  };
}

function expectNamed(name: string): never {
  throw new Error(`there is no check ${name}`);
}
