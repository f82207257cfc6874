import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import * as v from "valibot";
import type { LedgerRow } from "../../vault/ledger/ledger.ts";
import { filing } from "../../vault/ledger/placement.ts";
import type { Sealed } from "../../vault/ledger/seal.ts";
import { storedRows } from "../../vault/ledger/stored-rows.ts";
import { LEDGER } from "../environment.ts";

type Item = Record<string, AttributeValue>;

/** An entry as an item. Every attribute but `sealed` and `context` is in the indexes. */
export function ledgerItem(arn: string, { entry, body, hash, sealed }: LedgerRow): Item {
  const { month, moment } = filing(entry);
  return {
    parameter: { S: arn },
    seq: { N: String(entry.seq) },
    body: { S: body },
    hash: { S: hash },
    month: { S: month },
    moment: { S: moment },
    ...(sealed && {
      sealed: { L: sealed.parts.map((part) => ({ B: part })) },
      context: { S: JSON.stringify(sealed.context) },
    }),
  };
}

/**
 * Items of the ledger, or of one of its indexes, as rows.
 * @param items of one parameter, oldest first
 * @param from the number before the first, as far as that is known
 */
export function ledgerRows(arn: string, items: readonly Item[], from = 0): LedgerRow[] {
  const stored = items.map((item) => ({
    seq: Number(item[LEDGER.sortKey]?.N),
    body: item.body?.S ?? "",
    hash: item.hash?.S ?? "",
    sealed: sealedOf(item),
  }));
  return storedRows(arn, stored, from);
}

/** Null where there is none, or what is there cannot be one; what is opened is held against its recovery point. */
function sealedOf({ sealed, context }: Item): Sealed | null {
  if (!sealed?.L || context?.S === undefined) return null;
  const parts = sealed.L.map(({ B }) => B ?? new Uint8Array());
  try {
    return { parts, context: v.parse(v.record(v.string(), v.string()), JSON.parse(context.S)) };
  } catch {
    return null;
  }
}
