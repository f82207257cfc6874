import type { VerifyResult } from "../api.ts";
import { untilWon, whileItLags } from "../capture/again.ts";
import { appendDrafts } from "../capture/append.ts";
import { type Stock, takeStock } from "../capture/look.ts";
import { owedEntry } from "../capture/owed-entry.ts";
import { causeText } from "../cause-text.ts";
import { VaultError } from "../errors.ts";
import type { LedgerRow } from "../ledger/ledger.ts";
import { isKnown, newestSeen } from "../ledger/ledger-state.ts";
import { newest, type Observation } from "../observation.ts";
import type { ProtectedParameter } from "../parameter.ts";
import type {
  Announcer,
  DamageNotifier,
  Ledger,
  ParameterGlancer,
  ParameterReader,
  ProofKeeper,
  StatusReader,
} from "../ports.ts";
import { type ProofRow, warningsOf } from "../status/proof-row.ts";
import { type Assessment, type AssessPorts, assess } from "./assess.ts";
import { type Search, searchElsewhere } from "./elsewhere.ts";
import { opensNothing } from "./evidence.ts";
import { verifyUnchanged } from "./unchanged.ts";
import { isRepeated, knownVerdict } from "./verdict-history.ts";

export interface VerifyPorts extends AssessPorts {
  ledger: Ledger;
  store: Pick<ParameterReader, "observe"> & ParameterGlancer;
  proofs: ProofKeeper & Pick<StatusReader, "live" | "list">;
  announcer: Announcer & DamageNotifier;
}

/**
 * Tests a parameter's recovery points against what they must open, and keeps the result. A verdict that
 * differs from the last one recorded becomes an entry of the ledger; whoever appends it tells of it, so that
 * of several tests at once one does.
 * @param cause why it is tested: `capture`, `sweep`, or who asked
 * @throws VaultError `NotFound` where neither the vault nor Parameter Store knows the parameter; `Busy` after fifty
 *   lost races, and for a test that nobody waits for where Parameter Store does not show yet what the ledger knows
 */
export function verify(
  ports: VerifyPorts,
  parameter: ProtectedParameter,
  cause: string,
  acceptBucket: string | null = null,
): Promise<VerifyResult> {
  // Who asks wants to know what is so, not what the status table says: only the vault's own tests remember.
  const remember = cause !== "request";
  return untilWon(ports.clock, parameter.name, async () => {
    const last = await ports.proofs.proof(parameter.arn);
    const unchanged = remember && last ? await verifyUnchanged(ports, parameter, last) : null;
    if (unchanged) return unchanged;
    const stock = await currentStock(ports, parameter, !remember);
    const known = isKnown(stock.state);
    const own = await assess(ports, parameter, stock, last, { acceptBucket, remember });
    const assessment = await withElsewhere(ports, parameter, own, remember ? (last?.search ?? null) : null);
    // Files without a passphrase are a loss from before the vault, not a stage that is new.
    if (!known && !stock.observation.present && assessment.verdict !== "lost") {
      throw new VaultError("NotFound", `neither the vault nor Parameter Store knows "${parameter.name}"`);
    }
    if (!known) return result(parameter, stock, assessment);
    const from = knownVerdict(stock.rows);
    const recorded =
      assessment.verdict === from ? [] : await record(ports, parameter, stock, { from, last }, assessment, cause);
    if (recorded === null) return null;
    const seq = recorded.at(-1)?.entry.seq ?? stock.state.seq;
    const row = await ports.proofs.live(parameter.arn);
    const unreadable = stock.state.damaged.length + stock.state.newer.length;
    const { damage } = assessment;
    if (damage && unreadable > (last?.unreadable ?? 0)) await ports.announcer.notifyDamage(parameter, damage);
    await ports.proofs.putProof({ ...assessment.proof, seq, liveSeq: row?.seq ?? null, unreadable });
    return result(parameter, stock, assessment);
  });
}

/** An assessment, with what other parameters of the vault open where it is lost. */
async function withElsewhere(
  ports: VerifyPorts,
  parameter: ProtectedParameter,
  assessment: Assessment,
  before: Search | null,
): Promise<Assessment> {
  const { cause, files, proof } = assessment;
  if (cause.code !== "not-opened") return assessment;
  const search = await searchElsewhere({ ...ports, status: ports.proofs }, parameter, files, cause.artifacts, before);
  const searched = { ...cause, searched: { tried: search.tried, of: search.of } };
  return { ...assessment, cause: searched, proof: { ...proof, cause: searched, reason: causeText(searched), search } };
}

/** So long after a change Parameter Store may not show it; what it shows later is the present. */
const LAG_MS = 60_000;

/**
 * The parameter as it is: an old copy of the store would be judged for the present. Read lag is waited for by who waits
 * for the answer; a test from the queue comes again, since others wait there.
 */
async function currentStock(ports: VerifyPorts, parameter: ProtectedParameter, waits: boolean): Promise<Stock> {
  const look = () => takeStock(ports, parameter, () => ports.ledger.rows(parameter.arn));
  if (waits) return whileItLags(ports.clock, look, isBehind);
  const stock = await look();
  const { closedAt } = stock.state;
  const changed = Date.parse((stock.state.open ? newestSeen(stock.state) : closedAt) ?? "");
  // Of a time far ahead, too, there is nothing to wait for: somebody put that there.
  if (isBehind(stock) && Math.abs(ports.clock.now().getTime() - changed) < LAG_MS) {
    throw new VaultError("Busy", `Parameter Store does not show yet what the vault knows of "${parameter.name}"`);
  }
  return stock;
}

/** Whether Parameter Store shows less than the ledger knows of. */
function isBehind({ state, observation }: Stock): boolean {
  if (!observation.present) return state.open;
  const known = newestSeen(state) ?? "";
  const { createdAt } = newest(observation.versions);
  return state.open ? createdAt < known : createdAt <= known;
}

async function record(
  ports: VerifyPorts,
  parameter: ProtectedParameter,
  stock: Stock,
  { from, last }: { from: string; last: ProofRow | null },
  { verdict: to, cause: because, recoveryPoint, proof }: Assessment,
  cause: string,
): Promise<LedgerRow[] | null> {
  const now = ports.clock.now().toISOString();
  const repeated = isRepeated(stock.rows, to);
  const reason = causeText(because);
  const detail = {
    from,
    to,
    cause,
    reason,
    because,
    recoveryPoint,
    repeated,
    ...emptied(because, last),
    elsewhere: proof.search?.found ?? undefined,
    ...liveWriter(stock.observation),
    storedInClear: proof.inClear?.type,
  };
  const { kept: _, ...changed } = owedEntry("verdict-changed", now, stock.state.life, { detail });
  const drafts = [{ ...changed, recoveryPoint: null, sealed: null }];
  const rows = await appendDrafts(ports, parameter, stock.rows, stock.observation, drafts);
  if (rows) await ports.announcer.announce(rows);
  return rows;
}

/** A state that has no resources any more: `sst remove` does that, and so does an accident. */
function emptied({ code }: Assessment["cause"], last: ProofRow | null) {
  return code === "state-empty" && last?.artifacts.state?.kind === "present" ? { hadResources: true } : {};
}

/** Who wrote the value that is live, and when: where it turns out wrong, people ask for that first. */
function liveWriter(observation: Observation) {
  if (!observation.present) return {};
  const { createdBy, createdAt } = newest(observation.versions);
  return { liveWrittenBy: createdBy, liveWrittenAt: createdAt };
}

function result(parameter: ProtectedParameter, { observation }: Stock, assessment: Assessment): VerifyResult {
  const { app, stage, name } = parameter;
  const { verdict, cause, recoveryPoint, opens, live, evidence, proof } = assessment;
  const shown =
    (recoveryPoint === null ? live : opens.get(recoveryPoint)) ?? opensNothing(evidence, observation.present);
  return {
    app,
    stage,
    name,
    live: observation.present,
    verdict,
    recoveryPoint,
    opens: shown,
    reason: causeText(cause),
    cause,
    elsewhere: proof.search?.found ?? null,
    ...warningsOf(proof),
  };
}
