import type { ChainRow } from "../../../lib/vault/audit-api.ts";
import { farthestTaken, type LedgerRow } from "../../../lib/vault/ledger/ledger.ts";
import { filing } from "../../../lib/vault/ledger/placement.ts";
import { storedRows } from "../../../lib/vault/ledger/stored-rows.ts";
import {
  type Appended,
  type ChainPage,
  type FailureRecorder,
  type Ledger,
  type LedgerFinder,
  type LedgerIndex,
  MAX_APPEND,
  type ProofKeeper,
  type StatusReader,
  type StatusWriter,
  type SweepRecorder,
  type TestTurns,
  type TrailRecorder,
} from "../../../lib/vault/ports.ts";
import type { FailureRow } from "../../../lib/vault/status/failure-row.ts";
import type { LiveRow } from "../../../lib/vault/status/live-row.ts";
import type { ProofRow } from "../../../lib/vault/status/proof-row.ts";
import type { SweepRow } from "../../../lib/vault/status/sweep-row.ts";
import type { TrailRow } from "../../../lib/vault/status/trail-row.ts";
import type { TurnRow } from "../../../lib/vault/status/turn-row.ts";

/** Pages as small as this show a caller that forgets to ask for the next. */
const PAGE = 2;

/** Ledger and status table in memory: conditional appends, at most 100 writes in one transaction. */
export class MemoryTables
  implements
    Ledger,
    LedgerFinder,
    LedgerIndex,
    StatusReader,
    StatusWriter,
    SweepRecorder,
    TrailRecorder,
    FailureRecorder,
    ProofKeeper,
    TestTurns
{
  readonly ledgers = new Map<string, LedgerRow[]>();
  readonly lives = new Map<string, LiveRow>();
  readonly proofs = new Map<string, ProofRow>();
  readonly turns = new Map<string, TurnRow>();
  readonly #asked = new Set<string>();
  #sweep: SweepRow | null = null;
  #trail: TrailRow | null = null;
  readonly #failures = new Map<string, FailureRow>();

  tail(arn: string): Promise<LedgerRow[]> {
    return Promise.resolve(this.#stored(arn).map((row) => ({ ...row, sealed: null })));
  }

  recent(arn: string, since: string): Promise<LedgerRow[]> {
    const rows = this.#stored(arn).map((row) => ({ ...row, sealed: null }));
    const first = rows.findIndex(({ entry }) => entry.recordedAt >= since);
    return Promise.resolve(rows.slice(first === -1 ? -1 : first));
  }

  known(arns: readonly string[]): Promise<Set<string>> {
    const isKnown = (arn: string) => this.#stored(arn).some(({ entry }) => entry.seq === 1);
    return Promise.resolve(new Set(arns.filter(isKnown)));
  }

  rows(arn: string): Promise<LedgerRow[]> {
    return Promise.resolve(this.#stored(arn));
  }

  append(rows: LedgerRow[], live: LiveRow): Promise<Appended> {
    if (rows.length > MAX_APPEND) throw new Error("more than 100 items in one transaction");
    const stored = this.ledgers.get(live.parameter) ?? [];
    const taken = new Set(stored.map(({ entry }) => entry.seq));
    if (rows.some(({ entry }) => taken.has(entry.seq))) return Promise.resolve("raced");
    const known = this.lives.get(live.parameter)?.seq ?? 0;
    const next = rows[0]?.entry.seq ?? 1;
    if (known >= next && known <= farthestTaken(next)) return Promise.resolve({ taken: Math.floor(known) });
    this.ledgers.set(live.parameter, [...stored, ...rows]);
    this.lives.set(live.parameter, live);
    return Promise.resolve("appended");
  }

  history(arn: string, page: string | null) {
    const newestFirst = this.#stored(arn).reverse();
    const start = Number(page ?? 0);
    const rows = newestFirst.slice(start, start + PAGE).map((row) => ({ ...row, sealed: null }));
    return Promise.resolve({ rows, next: start + PAGE < newestFirst.length ? String(start + PAGE) : null });
  }

  tips(): Promise<Map<string, number>> {
    const tip = (arn: string) => this.#stored(arn).findLast(({ entry }) => entry.type !== "stray")?.entry.seq ?? 0;
    return Promise.resolve(new Map([...this.ledgers.keys()].map((arn) => [arn, tip(arn)])));
  }

  chain(arn: string | null, page: string | null) {
    return Promise.resolve(pageOf(arn === null ? this.#chainRows() : this.#chainRows([arn]), page));
  }

  month(month: string, { from, to }: { from: string; to: string }, page: string | null) {
    // As DynamoDB: ValidationException, "The BETWEEN operator requires upper bound to be greater than or equal to lower bound".
    if (from > `${to}$`) return Promise.reject(new Error("BETWEEN from a later time to an earlier one"));
    const filed = this.#chainRows()
      .filter((row) => row.month === month)
      .filter(({ moment }) => moment >= from && moment <= `${to}$`)
      .sort((a, b) => (a.moment < b.moment ? -1 : 1));
    return Promise.resolve(pageOf(filed, page));
  }

  hasMonth(month: string): Promise<boolean> {
    return Promise.resolve(this.#chainRows().some((row) => row.month === month));
  }

  live(arn: string): Promise<LiveRow | null> {
    return Promise.resolve(this.lives.get(arn) ?? null);
  }

  list(page: string | null) {
    const start = Number(page ?? 0);
    const all = [...new Set([...this.lives.keys(), ...this.proofs.keys()])];
    const next = start + PAGE < all.length ? String(start + PAGE) : null;
    const arns = all.slice(start, start + PAGE);
    const rows = arns.flatMap((arn) => this.lives.get(arn) ?? []);
    const proofs = arns.flatMap((arn) => this.proofs.get(arn) ?? []);
    return Promise.resolve({ rows, proofs, next });
  }

  putLive(row: LiveRow): Promise<void> {
    const present = this.lives.get(row.parameter);
    if (!present || present.seq <= row.seq || present.seq > farthestTaken(row.seq + 1))
      this.lives.set(row.parameter, row);
    return Promise.resolve();
  }

  proof(arn: string): Promise<ProofRow | null> {
    return Promise.resolve(this.proofs.get(arn) ?? null);
  }

  putProof(row: ProofRow): Promise<void> {
    const present = this.proofs.get(row.parameter);
    if (!present || present.at <= row.at || isAhead(present.at, row.at)) this.proofs.set(row.parameter, row);
    return Promise.resolve();
  }

  putSweep(row: SweepRow): Promise<void> {
    this.#sweep = row;
    return Promise.resolve();
  }

  sweep(): Promise<SweepRow | null> {
    return Promise.resolve(this.#sweep);
  }

  putTrail(row: TrailRow): Promise<void> {
    const { eventTime: before = "" } = this.#trail ?? {};
    if (before <= row.eventTime || isAhead(before, row.eventTime)) this.#trail = row;
    return Promise.resolve();
  }

  trail(): Promise<TrailRow | null> {
    return Promise.resolve(this.#trail);
  }

  beginTurn(arn: string, turn: TurnRow & { since: string }, sent: string): Promise<TurnRow | null> {
    const present = this.turns.get(arn);
    if (present && (present.until > turn.since || (present.since ?? "") >= sent)) return Promise.resolve(present);
    return this.putTurn(arn, turn).then(() => null);
  }

  askTurn(arn: string, { since, until }: TurnRow): Promise<void> {
    const present = this.turns.get(arn);
    if (present?.since === since && present.until === until) this.#asked.add(arn);
    return Promise.resolve();
  }

  endTurn(arn: string, turn: TurnRow): Promise<boolean> {
    if (this.#asked.has(arn)) return Promise.resolve(false);
    return this.putTurn(arn, turn).then(() => true);
  }

  putTurn(arn: string, turn: TurnRow): Promise<void> {
    this.turns.set(arn, turn);
    this.#asked.delete(arn);
    return Promise.resolve();
  }

  putFailure(duty: "capture" | "verify", row: FailureRow): Promise<void> {
    this.#failures.set(duty, row);
    return Promise.resolve();
  }

  failure(duty: "capture" | "verify"): Promise<FailureRow | null> {
    return Promise.resolve(this.#failures.get(duty) ?? null);
  }

  #chainRows(arns: Iterable<string> = this.ledgers.keys()): ChainRow[] {
    return [...arns].flatMap((parameter) =>
      (this.ledgers.get(parameter) ?? []).map(({ entry, body, hash }) => {
        return { parameter, seq: entry.seq, body, hash, ...filing(entry) };
      }),
    );
  }

  /** As read from a table: bodies parsed anew, so that nothing lives on but what was stored. */
  #stored(arn: string): LedgerRow[] {
    const rows = (this.ledgers.get(arn) ?? []).map(({ entry: { seq }, ...row }) => ({ seq, ...row }));
    return storedRows(
      arn,
      rows.sort((a, b) => a.seq - b.seq),
    );
  }
}

/** So far that nothing but a row that somebody put there is of that time. */
function isAhead(time: string, now: string): boolean {
  return Date.parse(time) - Date.parse(now) > 3_600_000;
}

function pageOf(all: ChainRow[], page: string | null): ChainPage {
  const start = Number(page ?? 0);
  return { rows: all.slice(start, start + PAGE), next: start + PAGE < all.length ? String(start + PAGE) : null };
}
