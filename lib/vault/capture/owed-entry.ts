import type { Passphrase } from "../../sst/passphrase.ts";
import type { Draft } from "../ledger/ledger.ts";
import type { LedgerState, Told } from "../ledger/ledger-state.ts";
import type { RecoveryPoint } from "../ledger/recovery-point.ts";
import type { StoreVersion } from "../observation.ts";

/** An entry that capture owes the ledger. A `kept` one carries a value that is still to be sealed. */
export type OwedEntry = Omit<Draft, "recoveryPoint" | "sealed"> & { kept: Kept | null };
export interface Kept {
  point: Omit<RecoveryPoint, "sealedDigest" | "tags">;
  value: Passphrase;
}

export function kept({ point, value }: Kept, detail: OwedEntry["detail"]): OwedEntry {
  return owedEntry(point.version === 1 ? "created" : "updated", point.createdAt, point.life, {
    actor: writer(point.createdBy),
    kept: { point, value },
    detail,
  });
}

export function unreadable(shown: StoreVersion, life: number): OwedEntry {
  const { version, createdAt, createdBy } = shown;
  return owedEntry("capture-missed", createdAt, life, {
    actor: writer(createdBy),
    detail: { reason: shown.unreadable ?? "unreadable", from: version, to: version, createdAt },
  });
}

export function gap(from: number, oldest: StoreVersion, life: number): OwedEntry {
  const detail = { reason: "no longer in the parameter's history", from, to: oldest.version - 1 };
  return owedEntry("capture-missed", oldest.createdAt, life, { detail });
}

function writer(arn: string | null): OwedEntry["actor"] {
  return arn ? { arn, proof: "ssm" } : null;
}

/** `observed`: nobody told when; the time is the latest it can have been. */
export function deletion(state: LedgerState, time: string, observed: boolean): OwedEntry {
  return owedEntry("deleted", time, state.life, { detail: observed ? { observed: true } : {} });
}

export function owedEntry(type: OwedEntry["type"], time: string, life: number, rest: Partial<OwedEntry>): OwedEntry {
  return { type, time, life, actor: null, kept: null, detail: {}, requestId: null, ...rest };
}

/** What the entry will say of its parameter once it is written. */
export function toldBy({ kept, ...entry }: OwedEntry, recordedAt: string): Told {
  return { ...entry, recordedAt, recoveryPoint: kept && { ...kept.point, tags: {}, sealedDigest: "" } };
}
