import { chainStart, type Entry, isOpaque, type LedgerRow, missedVersions } from "./ledger.ts";
import type { RecoveryPoint } from "./recovery-point.ts";

/** What the end of a ledger says of its parameter: everything reconcile and the status row need. */
export interface LedgerState {
  seq: number;
  hash: string;
  kept: number;
  /** The newest life, from 1; 0 where the parameter was never seen. `open` until it is deleted. */
  life: number;
  open: boolean;
  /** Versions of the newest life the ledger knows of, kept or not: version → createdAt. */
  seen: Map<number, string>;
  /** Times of every version in sight, of any life. */
  times: Set<string>;
  /** Recovery points of the newest life: version → recovery point. */
  points: Map<number, RecoveryPoint>;
  /** The highest version of the newest life that is kept or noted as missed. */
  highest: number;
  /** The newest recovery point of any life, by its time. */
  latest: { point: RecoveryPoint; capturedAt: string } | null;
  /** Ids of every recovery point in sight. */
  ids: Set<string>;
  /** When the newest deletion was written down; null where the newest life never was deleted. */
  closedAt: string | null;
  /** Times of deletions, and of changes noted as never read. */
  deletions: string[];
  unseen: string[];
  /** Numbers of the rows in sight that are damaged or strays: whatever they told of may be missing here. */
  damaged: number[];
  /** Likewise of entries that a newer vault wrote, or somebody in its name. */
  newer: number[];
}

/** What an entry, written or only owed so far, says of its parameter. */
export type Told = Pick<Entry, "type" | "time" | "recordedAt" | "life" | "recoveryPoint" | "detail">;

/**
 * Folds the newest rows of a ledger, oldest first, into its state. The rows must reach back to the start of
 * the newest life and hold a recovery point if there is any (`Ledger.tail` sees to that).
 */
export function ledgerState(arn: string, rows: readonly Pick<LedgerRow, "entry" | "hash">[]): LedgerState {
  const state: LedgerState = {
    seq: 0,
    hash: chainStart(arn),
    kept: 0,
    life: 0,
    open: false,
    seen: new Map(),
    times: new Set(),
    points: new Map(),
    highest: 0,
    latest: null,
    ids: new Set(),
    closedAt: null,
    deletions: [],
    unseen: [],
    damaged: [],
    newer: [],
  };
  for (const { entry, hash } of rows) {
    const { seq, type } = entry;
    if (type !== "stray") Object.assign(state, { seq, hash });
    if (isOpaque(type)) {
      state[type === "newer" ? type : "damaged"].push(seq);
      continue;
    }
    apply(state, entry);
    state.kept = entry.kept;
  }
  return state;
}

/** The state as it will be once these are appended; numbers and hashes are those of before. */
export function stateAfter(state: LedgerState, told: readonly Told[]): LedgerState {
  const after: LedgerState = {
    ...state,
    seen: new Map(state.seen),
    times: new Set(state.times),
    points: new Map(state.points),
    ids: new Set(state.ids),
    deletions: [...state.deletions],
    unseen: [...state.unseen],
  };
  for (const entry of told) apply(after, entry);
  return after;
}

function startLife(state: LedgerState, life: number): void {
  Object.assign(state, { life, open: true, highest: 0 });
  state.seen = new Map();
  state.points = new Map();
}

function apply(state: LedgerState, entry: Told): void {
  if (entry.life > state.life) startLife(state, entry.life);
  const point = entry.recoveryPoint;
  if (point) {
    state.ids.add(point.id);
    state.times.add(point.createdAt);
    if (!state.latest || point.createdAt >= state.latest.point.createdAt) {
      state.latest = { point, capturedAt: entry.recordedAt };
    }
    if (point.life === state.life) {
      state.points.set(point.version, point);
      see(state, point.version, point.createdAt);
    }
  } else if (entry.type === "deleted") {
    state.deletions.push(entry.time);
    state.open = false;
    state.closedAt = entry.recordedAt;
  } else if (entry.type === "capture-missed") {
    const missed = missedVersions(entry);
    if (!missed) state.unseen.push(entry.time);
    else if (missed.createdAt) state.times.add(missed.createdAt);
    if (missed) see(state, missed.to, missed.createdAt);
  }
}

function see(state: LedgerState, version: number, createdAt: string | null): void {
  if (createdAt) state.seen.set(version, createdAt);
  state.highest = Math.max(state.highest, version);
}

/** Whether the ledger tells, or once told, of the parameter itself, and not only of calls. */
export function isKnown({ life, unseen, damaged, newer }: LedgerState): boolean {
  return life > 0 || unseen.length > 0 || damaged.length > 0 || newer.length > 0;
}

/** When the newest version the ledger knows of the newest life was written. */
export function newestSeen(state: LedgerState): string | undefined {
  return state.seen.get(newestVersion(state));
}

/** The newest version the ledger knows of the newest life, kept or not; 0 where it knows of none. */
export function newestVersion({ seen }: LedgerState): number {
  return [...seen.keys()].reduce((a, b) => Math.max(a, b), 0);
}
