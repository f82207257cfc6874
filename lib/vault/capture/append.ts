import { chain, type Draft, type LedgerRow } from "../ledger/ledger.ts";
import { ledgerState } from "../ledger/ledger-state.ts";
import { sealContext, sealedDigest } from "../ledger/seal.ts";
import type { Observation } from "../observation.ts";
import type { ProtectedParameter } from "../parameter.ts";
import { type Clock, type Ledger, MAX_APPEND, type ParameterReader, type Sealer } from "../ports.ts";
import { liveRow } from "../status/live-row.ts";
import type { OwedEntry } from "./owed-entry.ts";

export interface AppendPorts {
  ledger: Ledger;
  store: Pick<ParameterReader, "tags">;
  key: Sealer;
  clock: Clock;
}

/**
 * Seals what was found and appends it after `tail`, in chunks that each leave a valid chain.
 * @param observation null where Parameter Store was not looked at
 * @returns the rows appended; `complete` is false where another writer was faster: read the ledger again.
 */
export async function appendOwed(
  ports: AppendPorts,
  parameter: ProtectedParameter,
  tail: LedgerRow[],
  observation: Observation | null,
  owed: OwedEntry[],
): Promise<{ appended: LedgerRow[]; complete: boolean }> {
  const tags = owed.some(({ kept }) => kept) ? ports.store.tags(parameter.name) : Promise.resolve({});
  // Awaited behind the seals: should it fail before, that must not count as nobody's failure.
  tags.catch(() => {});
  const appended: LedgerRow[] = [];
  for (let start = 0; start < owed.length; start += MAX_APPEND) {
    const chunk = owed.slice(start, start + MAX_APPEND);
    const drafts = await Promise.all(chunk.map((entry) => sealed(ports.key, parameter, entry, tags)));
    const rows = await appendDrafts(ports, parameter, [...tail, ...appended], observation, drafts);
    if (!rows) return { appended, complete: false };
    appended.push(...rows);
  }
  return { appended, complete: true };
}

/**
 * Appends drafts after `before`. A number that was given once is never given again: where the end of the ledger
 * was cut away, the gap stays, and every check shows it.
 * @returns the rows, or null where another writer was faster
 */
export async function appendDrafts(
  { ledger, clock }: Pick<AppendPorts, "ledger" | "clock">,
  parameter: ProtectedParameter,
  before: LedgerRow[],
  observation: Observation | null,
  drafts: Draft[],
): Promise<LedgerRow[] | null> {
  const tip = ledgerState(parameter.arn, before);
  for (let { seq } = tip; ; ) {
    const rows = chain(parameter, { ...tip, seq }, drafts, clock.now().toISOString());
    const state = ledgerState(parameter.arn, [...before, ...rows]);
    const done = await ledger.append(rows, liveRow(parameter, state, observation));
    if (done === "appended") return rows;
    if (done === "raced") return null;
    seq = done.taken;
  }
}

async function sealed(
  key: Sealer,
  parameter: ProtectedParameter,
  { kept, ...entry }: OwedEntry,
  tags: Promise<Record<string, string> | null>,
): Promise<Draft> {
  if (!kept) return { ...entry, recoveryPoint: null, sealed: null };
  const blob = await key.seal(sealContext(parameter, kept.point.id), kept.value);
  const read = await tags;
  const recoveryPoint = { ...kept.point, tags: read ?? {}, sealedDigest: sealedDigest(blob) };
  const detail = read === null ? { ...entry.detail, tagsUnread: true } : entry.detail;
  return { ...entry, detail, recoveryPoint, sealed: blob };
}
