import { VaultError } from "../errors.ts";
import { chainHash, chainStart, type Entry, type LedgerRow, parseBody } from "./ledger.ts";
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
 * (its hash does not fit the row before, it cannot be read, it belongs elsewhere) is `damaged` and tells nothing but
 * its number: whoever damages one entry must not keep a stage from all the others, nor have it believed. What follows
 * a gap, or a row that was not asked for, is held against no hash. A check names what is wrong.
 * @throws VaultError `UpgradeNeeded`: what a newer vault wrote cannot be passed over
 */
export function storedRows(arn: string, stored: readonly StoredRow[]): LedgerRow[] {
  let before = { seq: 0, hashes: [chainStart(arn)] };
  return stored.map(({ seq, body, hash, sealed }) => {
    const mayBe = before.hashes.map((previous) => chainHash(previous, body));
    const fits = seq !== before.seq + 1 || mayBe.includes(hash);
    // Where only its own hash was changed, the next row still follows the one it should have.
    before = { seq, hashes: [hash, ...mayBe.slice(0, 1)] };
    return { entry: fits ? storedEntry(arn, seq, body) : damaged(seq), body, hash, sealed };
  });
}

function storedEntry(arn: string, seq: number, body: string): Entry {
  const entry = readable(arn, body);
  return entry?.seq === seq && arn.endsWith(`:parameter${entry.name}`) ? entry : damaged(seq);
}

function readable(arn: string, body: string): Entry | null {
  try {
    return parseBody(arn, body);
  } catch (error) {
    if (error instanceof VaultError && error.code === "UpgradeNeeded") throw error;
    return null;
  }
}

function damaged(seq: number): Entry {
  return {
    schema: 1,
    seq,
    type: "damaged",
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
