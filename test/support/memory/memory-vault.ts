import type { Change } from "../../../lib/vault/capture/change.ts";
import type { Damage } from "../../../lib/vault/cause.ts";
import type { LedgerRow } from "../../../lib/vault/ledger/ledger.ts";
import { type Home, type ProtectedParameter, protectedParameter } from "../../../lib/vault/parameter.ts";
import type { Measures } from "../../../lib/vault/status/figures.ts";
import { MemoryClock } from "./memory-clock.ts";
import { MemoryKey } from "./memory-key.ts";
import { MemoryParameterStore } from "./memory-parameter-store.ts";
import { MemoryStateBucket } from "./memory-state-bucket.ts";
import { MemoryTables } from "./memory-tables.ts";

export const HOME: Home = {
  partition: "aws",
  account: "000000000000",
  region: "us-east-1",
  prefix: "/sst/passphrase/",
};

/** A whole vault in memory: every port of every use case, on one clock. */
export class MemoryVault {
  readonly clock = new MemoryClock();
  readonly store = new MemoryParameterStore(this.clock);
  readonly tables = new MemoryTables();
  readonly key = new MemoryKey();
  readonly bucket = new MemoryStateBucket();
  readonly announced: LedgerRow[] = [];
  readonly damages: Damage[] = [];
  readonly queued: Change[] = [];
  readonly checked: string[] = [];
  readonly measured: Measures[] = [];

  /** The ports of capture, verify and restore. */
  ports() {
    const { clock, store, tables, key } = this;
    const announcer = {
      announce: (rows: LedgerRow[]) => {
        this.announced.push(...rows);
        return Promise.resolve();
      },
      notifyDamage: (_: ProtectedParameter, damage: Damage) => {
        this.damages.push(damage);
        return Promise.resolve();
      },
    };
    const { bucket: artifacts } = this;
    const checks = this.#checks();
    return { clock, store, ledger: tables, status: tables, proofs: tables, key, artifacts, announcer, checks };
  }

  /** The ports of sweep. */
  sweepPorts() {
    const { clock, store, tables } = this;
    const queue = {
      enqueue: (changes: Change[]) => {
        this.queued.push(...changes);
        return Promise.resolve();
      },
    };
    const meter = { record: (measures: Measures) => void this.measured.push(measures) };
    return { clock, store, index: tables, status: tables, queue, checks: this.#checks(), meter };
  }

  #checks() {
    return {
      enqueue: (names: string[]) => {
        this.checked.push(...names);
        return Promise.resolve();
      },
    };
  }

  rows(parameter: ProtectedParameter): LedgerRow[] {
    return this.tables.ledgers.get(parameter.arn) ?? [];
  }
}

/** A stage of the app `shop`, protected. */
export function stage(name: string): ProtectedParameter {
  return protectedParameter(HOME, `/sst/passphrase/shop/${name}`);
}
