import type { Finding } from "./finding.ts";
import { chain, type Draft, type LedgerRow } from "./ledger.ts";
import { ledgerState } from "./ledger-state.ts";
import { liveRow } from "./live-row.ts";
import type { Observation } from "./observation.ts";
import type { ProtectedParameter } from "./parameter.ts";
import { type Clock, type Ledger, MAX_APPEND, type ParameterReader, type Sealer } from "./ports.ts";
import { sealContext, sealedDigest } from "./seal.ts";

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
export async function appendFindings(
  ports: AppendPorts,
  parameter: ProtectedParameter,
  tail: LedgerRow[],
  observation: Observation | null,
  findings: Finding[],
): Promise<{ appended: LedgerRow[]; complete: boolean }> {
  const tags = findings.some((finding) => finding.kept) ? ports.store.tags(parameter.name) : Promise.resolve({});
  const appended: LedgerRow[] = [];
  for (let start = 0; start < findings.length; start += MAX_APPEND) {
    const chunk = findings.slice(start, start + MAX_APPEND);
    const drafts = await Promise.all(chunk.map((finding) => sealed(ports.key, parameter, finding, tags)));
    const tip = ledgerState(parameter.arn, [...tail, ...appended]);
    const rows = chain(parameter, tip, drafts, ports.clock.now().toISOString());
    const state = ledgerState(parameter.arn, [...tail, ...appended, ...rows]);
    if (!(await ports.ledger.append(rows, liveRow(parameter, state, observation))))
      return { appended, complete: false };
    appended.push(...rows);
  }
  return { appended, complete: true };
}

async function sealed(
  key: Sealer,
  parameter: ProtectedParameter,
  { kept, ...finding }: Finding,
  tags: Promise<Record<string, string>>,
): Promise<Draft> {
  if (!kept) return { ...finding, recoveryPoint: null, sealed: null };
  const blob = await key.seal(sealContext(parameter, kept.point.id), kept.value);
  const recoveryPoint = { ...kept.point, tags: await tags, sealedDigest: sealedDigest(blob) };
  return { ...finding, recoveryPoint, sealed: blob };
}
