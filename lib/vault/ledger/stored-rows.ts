import { VaultError } from "../errors.ts";
import {
  chainHash,
  chainStart,
  type Entry,
  isNext,
  type LedgerRow,
  type OpaqueType,
  parseBody,
  type WrittenEntry,
} from "./ledger.ts";
import type { Sealed } from "./seal.ts";

/** A row as it is stored: nothing of it is believed yet. */
export interface StoredRow {
  seq: number;
  body: string;
  hash: string;
  sealed: Sealed | null;
}

/**
 * The rows of a ledger, as they are stored one after the other, oldest first. An entry that is not what was written
 * (its hash does not fit the row before, it cannot be read, it belongs elsewhere) is `damaged`, one of a schema that this
 * version does not know is `newer`, and a row under a number that no entry has is a `stray`, which the ledger goes on
 * without: all tell nothing but their number. Whoever damages or puts in one row must not keep a stage from all the
 * others, nor have it believed. What follows a gap, or a row that was not asked for, is held against no hash. A check
 * names what is wrong.
 * @param from the number of the row before the first, as far as that is known
 */
export function storedRows(arn: string, stored: readonly StoredRow[], from = 0): LedgerRow[] {
  let before = { seq: 0, hashes: [chainStart(arn)] };
  let number = from;
  return stored.map(({ seq, body, hash, sealed }) => {
    if (!isNext(number, seq)) return { entry: opaque(seq, "stray"), body, hash, sealed };
    number = seq;
    const mayBe = before.hashes.map((previous) => chainHash(previous, body));
    const fits = seq !== before.seq + 1 || mayBe.includes(hash);
    // Where only its own hash was changed, the next row still follows the one it should have.
    before = { seq, hashes: [hash, ...mayBe.slice(0, 1)] };
    return { entry: fits ? storedEntry(arn, seq, body) : opaque(seq, "damaged"), body, hash, sealed };
  });
}

function storedEntry(arn: string, seq: number, body: string): Entry {
  const entry = readable(arn, body);
  if (entry === "newer") return opaque(seq, "newer");
  return entry?.seq === seq && arn.endsWith(`:parameter${entry.name}`) ? entry : opaque(seq, "damaged");
}

function readable(arn: string, body: string): WrittenEntry | "newer" | null {
  try {
    return parseBody(arn, body);
  } catch (error) {
    return error instanceof VaultError && error.code === "UpgradeNeeded" ? "newer" : null;
  }
}

function opaque(seq: number, type: OpaqueType): Entry {
  return {
    schema: 1,
    seq,
    type,
    time: "",
    recordedAt: "",
    account: "",
    region: "",
    name: "",
    app: null,
    stage: null,
    life: 0,
    kept: 0,
    actor: null,
    recoveryPoint: null,
    detail: {},
    requestId: null,
  };
}
