import { VaultError } from "../errors.ts";
import { chainHash, chainStart, type Entry, type LedgerRow, parseBody, type WrittenEntry } from "./ledger.ts";
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
 * version does not know is `newer`: both tell nothing but their number. Whoever damages or puts in one entry must not keep
 * a stage from all the others, nor have it believed. What follows a gap, or a row that was not asked for, is held against
 * no hash. A check names what is wrong.
 */
export function storedRows(arn: string, stored: readonly StoredRow[]): LedgerRow[] {
  let before = { seq: 0, hashes: [chainStart(arn)] };
  return stored.map(({ seq, body, hash, sealed }) => {
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

function opaque(seq: number, type: "damaged" | "newer"): Entry {
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
