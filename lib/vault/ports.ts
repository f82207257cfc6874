import type { Passphrase } from "../sst/passphrase.ts";
import type { PresentSecrets } from "../sst/secrets-file.ts";
import type { PresentState } from "../sst/state-file.ts";
import type { ChainRow } from "./audit-api.ts";
import type { Change } from "./capture/change.ts";
import type { BootstrapCause, Damage } from "./cause.ts";
import type { LedgerRow } from "./ledger/ledger.ts";
import type { Sealed } from "./ledger/seal.ts";
import type { Glance, Observation } from "./observation.ts";
import type { ProtectedParameter } from "./parameter.ts";
import type { FailureRow } from "./status/failure-row.ts";
import type { LiveRow } from "./status/live-row.ts";
import type { ProofRow } from "./status/proof-row.ts";
import type { SweepRow } from "./status/sweep-row.ts";
import type { TrailRow } from "./status/trail-row.ts";
import type { TurnRow } from "./status/turn-row.ts";
import type { Artifact } from "./verify/artifact.ts";

/**
 * What the use cases need of AWS. Each method says what it does when a thing is missing and whether it may
 * be called twice. Adapters: lib/aws; in memory, with AWS's limits: test/support. Both pass the same suites.
 */

/** Parameter Store, for reading. */
export interface ParameterReader {
  /**
   * Every version in the parameter's history, oldest first, decrypted one by one where the whole cannot
   * be; a parameter that does not exist is `present: false`. Throws where the history cannot be read at all.
   */
  observe(name: string): Promise<Observation>;
  /** The parameter's tags: none where it does not exist (any more), null where they may not be read. */
  tags(name: string): Promise<Record<string, string> | null>;
}

/** Parameter Store, for a look that reads no value. */
export interface ParameterGlancer {
  /**
   * The newest version without its value, in one call that decrypts nothing; a parameter that does not exist is
   * `present: false`.
   */
  latest(name: string): Promise<Glance>;
}

/** Parameter Store, for finding out what is there at all. */
export interface ParameterFinder {
  /** Those of some names, however many, that do not exist. No value is read. */
  absent(names: readonly string[]): Promise<string[]>;
}

/** What the list of parameters tells of one, without its value. */
export interface ListedParameter {
  name: string;
  version: number;
  /** LastModifiedDate of the newest version, ISO 8601 with milliseconds. */
  createdAt: string;
}

export interface ParameterLister {
  /** Every parameter below the prefix, page by page, in no particular order. */
  list(prefix: string): AsyncIterable<ListedParameter[]>;
}

/** A parameter as restore writes it. */
export interface ParameterWrite {
  name: string;
  value: Passphrase;
  type: string;
  /** False: fail with `exists` rather than replace anything. */
  overwrite: boolean;
  tier: string | null;
  keyId: string | null;
  description: string | null;
  allowedPattern: string | null;
  dataType: string | null;
  tags: Record<string, string>;
}

/** Why Parameter Store does not take a write: the key, the account's limit, a label on the oldest of 100 versions. */
export type WriteRefusal = "key-unusable" | "parameter-limit" | "versions-labelled";

export interface ParameterWriter {
  /**
   * Writes one version, with its tags where the parameter is new. Not idempotent: each call makes a version.
   * `refused`: Parameter Store takes it only once a person has changed something; nothing was written.
   * `exists`: the parameter is there and `overwrite` is false; nothing was written.
   */
  put(write: ParameterWrite): Promise<{ version: number } | { refused: WriteRefusal } | "exists">;
  /** Adds tags to a parameter that is there, or replaces their values; removes none. */
  addTags(name: string, tags: Record<string, string>): Promise<void>;
  /** The value of that very version, or null where there is none (yet). */
  read(name: string, version: number): Promise<Passphrase | null>;
}

/** The ledger with its ciphertexts. */
export interface Ledger {
  /**
   * The newest rows without their sealed values, oldest first, read consistently: back to the start of the
   * newest life, to the newest recovery point, and to everything recorded since `since`. May hold more.
   */
  tail(arn: string, since: string): Promise<LedgerRow[]>;
  /**
   * The newest row and everything recorded since `since`, as `tail` gives them. May hold more. One page, whatever
   * the ledger's length, where that holds it.
   */
  recent(arn: string, since: string): Promise<LedgerRow[]>;
  /** Every row with its sealed value, oldest first, read consistently. */
  rows(arn: string): Promise<LedgerRow[]>;
  /**
   * Appends rows (at most `MAX_APPEND`) and replaces the live row, all or nothing. `raced`: another writer
   * appended first; then nothing was written, and the ledger must be read again. `taken`: nothing was written
   * either, since the live row knows of entries up to that number, of which the ledger has lost its end.
   */
  append(rows: LedgerRow[], live: LiveRow): Promise<Appended>;
}

export interface LedgerFinder {
  /** Those of some parameters, however many, whose ledger has a first entry; read consistently. */
  known(arns: readonly string[]): Promise<Set<string>>;
}

export type Appended = "appended" | "raced" | { taken: number };

/** A transaction takes 100 writes; one of them is the live row's. */
export const MAX_APPEND = 99;

/** The ledger without ciphertexts; read from an index, so up to some seconds old. */
export interface LedgerIndex {
  /** One parameter's rows, newest first, page by page. */
  history(arn: string, page: string | null): Promise<{ rows: LedgerRow[]; next: string | null }>;
  /** The newest `seq` of every parameter that has a ledger. */
  tips(): Promise<Map<string, number>>;
  /**
   * Rows as they are stored, page by page: one parameter's, or everyone's (null), oldest first in each parameter.
   * Rows that are no entries are given as well, with what they lack empty: who asks judges them.
   */
  chain(arn: string | null, page: string | null): Promise<ChainPage>;
  /** The rows filed under a month (YYYY-MM) whose time is from `from` to `to`, both included; oldest first. */
  month(month: string, between: { from: string; to: string }, page: string | null): Promise<ChainPage>;
  /** Whether anything is filed under that month. */
  hasMonth(month: string): Promise<boolean>;
}

/** One page of rows as they are stored. */
export interface ChainPage {
  rows: ChainRow[];
  next: string | null;
}

export interface StatusReader {
  live(arn: string): Promise<LiveRow | null>;
  /** All live rows, each on the page of its proof, in no particular order. What cannot be read counts as lost. */
  list(page: string | null): Promise<{ rows: LiveRow[]; proofs: ProofRow[]; next: string | null }>;
  /** What the last sweep wrote, or null before the first. */
  sweep(): Promise<SweepRow | null>;
  /** What a trail last told of, or null where none ever did. */
  trail(): Promise<TrailRow | null>;
  /** The last message that capture or verify could not handle, or null if there was none. */
  failure(duty: "capture" | "verify"): Promise<FailureRow | null>;
}

export interface StatusWriter {
  /** Puts a live row anew, unless a newer one (by `seq`) is there. May be called twice. */
  putLive(row: LiveRow): Promise<void>;
}

/** The last restore test of each parameter. */
export interface ProofKeeper {
  proof(arn: string): Promise<ProofRow | null>;
  /** Puts a proof row anew, unless a later test's is there. May be called twice. */
  putProof(row: ProofRow): Promise<void>;
}

/** Sees to it that a parameter is tested by one function at a time. */
export interface TestTurns {
  /**
   * Takes the turn that begins at `turn.since`, and gives null. Where another is not over by then, or began at `sent` or
   * later, takes none and gives that one.
   */
  beginTurn(arn: string, turn: TurnRow & { since: string }, sent: string): Promise<TurnRow | null>;
  /** Leaves word with the turn that `beginTurn` gave that another test is wanted after it; too late once that has ended. */
  askTurn(arn: string, held: TurnRow): Promise<void>;
  /** Ends a turn, unless somebody has left word since it began: then it changes nothing, and gives false. */
  endTurn(arn: string, turn: TurnRow): Promise<boolean>;
  /** Puts a turn in the place of whatever is there. */
  putTurn(arn: string, turn: TurnRow): Promise<void>;
}

export interface SweepRecorder {
  putSweep(row: SweepRow): Promise<void>;
}

/** Keeps the evidence that a trail delivers. */
export interface TrailRecorder {
  /** Remembers the row, unless one of a newer call is there. Never throws: a call is recorded without it, too. */
  putTrail(row: TrailRow): Promise<void>;
}

/** Keeps the last failure of a function that works off a queue, so that `status` can say why messages come again. */
export interface FailureRecorder {
  /** Remembers the row in place of the one before. Never throws: the message comes again all the same. */
  putFailure(duty: "capture" | "verify", row: FailureRow): Promise<void>;
}

/** The vault's own key. */
export interface Sealer {
  /** Seals a value under an encryption context (`sealContext`); the same value never seals alike twice. */
  seal(context: Record<string, string>, value: Passphrase): Promise<Sealed>;
}

export interface Opener {
  /** Opens a sealed value. Throws VaultError `Damaged` where blob and context do not belong together. */
  open(sealed: Sealed): Promise<Passphrase>;
}

/** SST's files in its state bucket. */
export interface ArtifactReader {
  /** The bucket that /sst/bootstrap names, or why that cannot be told. */
  bucket(): Promise<{ bucket: string } | { unreadable: BootstrapCause }>;
  /** `app/<app>/<stage>.json`; `unchanged` where its ETag is `known`; null for a stage that has no state. */
  state(bucket: string, app: string, stage: string, known: string | null): Promise<Artifact<PresentState> | null>;
  /** `secret/<app>/<stage>.json`; `unchanged` where its ETag is `known`. */
  secrets(bucket: string, app: string, stage: string, known: string | null): Promise<Artifact<PresentSecrets> | null>;
  /** Whether a deploy holds SST's lock on the stage: `lock/<app>/<stage>.json`. False where that cannot be read. */
  locked(bucket: string, app: string, stage: string): Promise<boolean>;
}

/** The checks queue: parameters to be verified soon, and why. */
export interface CheckQueue {
  /** Enqueues every name, in batches, or throws. May be called twice: verify is idempotent. */
  enqueue(names: string[], cause: "capture" | "sweep"): Promise<void>;
}

export interface ChangeQueue {
  /** Enqueues every change, in batches, or throws. May be called twice: capture is idempotent. */
  enqueue(changes: Change[]): Promise<void>;
}

/** Tells others what was recorded. Never throws: what cannot be told is logged, the ledger stands. */
export interface Announcer {
  announce(rows: LedgerRow[]): Promise<void>;
}

/** Notifies people of entries in a ledger that cannot be used. Never throws. */
export interface DamageNotifier {
  notifyDamage(parameter: ProtectedParameter, damage: Damage): Promise<void>;
}

export interface Clock {
  now(): Date;
  sleep(milliseconds: number): Promise<void>;
}
