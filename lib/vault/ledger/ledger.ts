import { createHash } from "node:crypto";
import * as v from "valibot";
import { Actor, EntryType } from "../audit-api.ts";
import { VaultError } from "../errors.ts";
import type { ProtectedParameter } from "../parameter.ts";
import { account, count, namePart, parameterName, positive, region, time } from "../stored-fields.ts";
import { RecoveryPoint } from "./recovery-point.ts";
import type { Sealed } from "./seal.ts";

/** The schema of entry bodies this code writes, and the newest it reads. */
const SCHEMA = 1;

const Fields = v.object({
  schema: v.literal(SCHEMA),
  seq: positive,
  type: EntryType,
  /** When it happened; `recordedAt`: when the vault wrote it down. */
  time,
  recordedAt: time,
  account,
  region,
  name: parameterName,
  app: namePart,
  stage: namePart,
  life: count,
  /** How many recovery points the parameter has, this entry's included. */
  kept: count,
  actor: v.nullable(Actor),
  recoveryPoint: v.nullable(RecoveryPoint),
  detail: v.record(v.string(), v.unknown()),
  requestId: v.nullable(v.string()),
});

/** Each life and each recovery point began with an entry. A number without that bound would leave no room for the next. */
const Body = v.pipe(
  Fields,
  v.check(({ seq, life, kept }) => life <= seq && kept <= seq),
);

/** One immutable line of a parameter's ledger, as it was written. */
export type WrittenEntry = v.InferOutput<typeof Body>;

/** Rows that are no entry of ours: what was written is not there, a newer vault wrote it, or no entry has its number. */
const OPAQUE = ["damaged", "newer", "stray"] as const;
export type OpaqueType = (typeof OPAQUE)[number];

/** The same as it is found (`storedRows`). Of one that is opaque only the number is known. */
export type Entry = Omit<WrittenEntry, "type"> & { type: WrittenEntry["type"] | OpaqueType };

/** Whether an entry tells nothing but its number. */
export function isOpaque(type: Entry["type"]): type is OpaqueType {
  return OPAQUE.some((opaque) => opaque === type);
}

/**
 * Numbers are left out only where the end of a ledger was cut off and the status table still knows of it. A row behind a
 * wider gap was put in: to follow it would use up the numbers that can be computed with.
 */
const WIDEST_GAP = 1_000_000;

/** Which number the end of a ledger that was cut off can have had, for the next entry to go on behind it at `next` or later. */
export function farthestTaken(next: number): number {
  return next + WIDEST_GAP - 2;
}

/** Whether an entry can have a number, behind one of the number before. */
export function isNext(before: number, seq: number): boolean {
  return Number.isSafeInteger(seq) && seq > before && seq - before <= WIDEST_GAP;
}

/** An entry as it is stored: the body verbatim, chained by its hash, the sealed value beside it. */
export interface LedgerRow {
  entry: Entry;
  body: string;
  hash: string;
  sealed: Sealed | null;
}

/** The hash a ledger starts from: the first entry's "previous hash". */
export function chainStart(arn: string): string {
  return sha256(arn);
}

/** The hash of an entry: SHA-256 of the previous entry's hash (hex) followed by the body. */
export function chainHash(previous: string, body: string): string {
  return sha256(previous + body);
}

/**
 * Reads a stored body.
 * @throws VaultError `UpgradeNeeded` for a newer schema, `Damaged` for anything else that is not an entry.
 */
export function parseBody(arn: string, body: string): WrittenEntry {
  const json = parseJson(arn, body);
  const schema = v.safeParse(v.looseObject({ schema: v.number() }), json);
  if (schema.success && schema.output.schema > SCHEMA) {
    throw new VaultError(
      "UpgradeNeeded",
      `the ledger of ${arn} has an entry of schema ${schema.output.schema}; this vault reads up to ${SCHEMA}`,
      "upgrade the vault: deploy its newest version in this account and region",
    );
  }
  const parsed = v.safeParse(Body, json);
  if (!parsed.success) throw damaged(arn, v.flatten(parsed.issues).nested);
  return parsed.output;
}

/** What the next entry is made of; numbering, chaining and stamping are `chain`'s. */
export interface Draft {
  type: WrittenEntry["type"];
  time: string;
  life: number;
  actor: Entry["actor"];
  recoveryPoint: RecoveryPoint | null;
  sealed: Sealed | null;
  detail: Entry["detail"];
  requestId: string | null;
}

/** The end of a ledger, which the next entry continues. */
export interface Tip {
  seq: number;
  hash: string;
  kept: number;
}

/** The rows that append `drafts` after `tip`, in order. `now` becomes their `recordedAt`. */
export function chain(parameter: ProtectedParameter, tip: Tip, drafts: Draft[], now: string): LedgerRow[] {
  let { seq, hash, kept } = tip;
  return drafts.map((draft) => {
    seq += 1;
    if (draft.recoveryPoint) kept += 1;
    const entry: Entry = {
      schema: SCHEMA,
      seq,
      type: draft.type,
      time: draft.time,
      recordedAt: now,
      account: parameter.account,
      region: parameter.region,
      name: parameter.name,
      app: parameter.app,
      stage: parameter.stage,
      life: draft.life,
      kept,
      actor: draft.actor,
      recoveryPoint: draft.recoveryPoint,
      detail: draft.detail,
      requestId: draft.requestId,
    };
    const body = JSON.stringify(entry);
    hash = chainHash(hash, body);
    return { entry, body, hash, sealed: draft.sealed };
  });
}

const Missed = v.object({ from: positive, to: positive, createdAt: v.optional(v.nullable(time), null) });

/** The versions a `capture-missed` entry speaks of, or null where it is about a change that was never read. */
export function missedVersions(
  entry: Pick<Entry, "detail">,
): { from: number; to: number; createdAt: string | null } | null {
  const missed = v.safeParse(Missed, entry.detail);
  return missed.success ? missed.output : null;
}

/** The recovery points that entries carry, in ledger order. */
export function recoveryPoints(entries: readonly Entry[]): RecoveryPoint[] {
  return entries.flatMap(({ recoveryPoint }) => recoveryPoint ?? []);
}

function parseJson(arn: string, body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw damaged(arn, "not JSON");
  }
}

function damaged(arn: string, why: unknown): VaultError {
  return new VaultError(
    "Damaged",
    `the ledger of ${arn} holds an entry that cannot be read: ${JSON.stringify(why)}`,
    "the entry was changed outside the vault: compare the table with its point-in-time backup",
  );
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
