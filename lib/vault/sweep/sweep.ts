import type { SweepResponse } from "../api.ts";
import type { Change } from "../capture/change.ts";
import { type Home, protectedParameter } from "../parameter.ts";
import { nameInArn } from "../parameter-arn.ts";
import type {
  ChangeQueue,
  CheckQueue,
  Clock,
  LedgerIndex,
  ListedParameter,
  ParameterLister,
  StatusReader,
  SweepRecorder,
} from "../ports.ts";
import { allRows } from "../status/all-rows.ts";
import { figuresOf, type Meter, measuresOf } from "../status/figures.ts";
import type { LiveRow } from "../status/live-row.ts";
import type { ProofRow } from "../status/proof-row.ts";
import type { SweepRow } from "../status/sweep-row.ts";
import { isUncaptured, overdue, stillUncaptured } from "./uncaptured.ts";

export interface SweepPorts {
  store: ParameterLister;
  index: Pick<LedgerIndex, "tips">;
  status: Pick<StatusReader, "list" | "sweep"> & SweepRecorder;
  queue: ChangeQueue;
  checks: CheckQueue;
  meter: Meter;
  clock: Clock;
}

/**
 * Compares the list of parameters with what the vault knows, both ways, and enqueues what differs for
 * capture, which looks again. The guarantee behind the events, which are best effort. It also measures how the
 * vault stood when it began.
 *
 * An append replaces the live row in the same transaction, so the status table is its ledger's unless somebody lost,
 * cut or brought back the one or the other. Each restore test compares the two for its parameter. The ends of all ledgers
 * are compared only by a thorough sweep: its cost grows with their age.
 * @param everySeconds the longest that two sweeps are apart
 * @param thorough whether to compare every ledger's end; done in any case once a week, and where no sweep ran as it should
 *   have, since then the status table is new or another
 * @returns how many parameters are there, and how many were enqueued
 */
export async function sweep(
  ports: SweepPorts,
  home: Home,
  everySeconds: number,
  thorough = true,
): Promise<SweepResponse> {
  const at = ports.clock.now().toISOString();
  const [{ rows, proofs }, last] = await Promise.all([allRows(ports.status, home.prefix), ports.status.sweep()]);
  const known = new Map(rows.map((row) => [row.parameter, row]));
  const proofOf = new Map(proofs.map((proof) => [proof.parameter, proof]));
  const whole = thorough || isOverdue(last, at, everySeconds) || isOld(last?.thoroughAt, at);
  const tips = whole ? await ports.index.tips() : null;
  const outOfStep = (arn: string) =>
    tips ? (known.get(arn)?.seq ?? 0) !== (tips.get(arn) ?? 0) : wasOutOfStep(known.get(arn), proofOf.get(arn));
  let parameters = 0;
  let enqueued = 0;
  const enqueue = async (kind: "listed" | "unlisted", names: string[]) => {
    const changes: Change[] = names.map((name) => ({ name, hint: { kind, at, source: "sweep" } }));
    if (changes.length > 0) await ports.queue.enqueue(changes);
    enqueued += changes.length;
  };

  const uncaptured: ListedParameter[] = [];
  const everyArn = [...(tips?.keys() ?? []), ...known.keys(), ...proofOf.keys()];
  const unlisted = new Map(everyArn.map((arn) => [arn, known.get(arn)]));
  for await (const page of ports.store.list(home.prefix)) {
    const differing = page.filter((listed) => {
      const { arn } = protectedParameter(home, listed.name);
      unlisted.delete(arn);
      if (isUncaptured(listed, known.get(arn))) uncaptured.push(listed);
      return differs(listed, known.get(arn)) || outOfStep(arn);
    });
    parameters += page.length;
    await enqueue(
      "listed",
      differing.map(({ name }) => name),
    );
  }
  const gone = [...unlisted].filter(([arn, row]) => row?.live !== false || outOfStep(arn));
  await enqueue(
    "unlisted",
    // Capture is no place for a key that somebody put into the ledger: a check tells of it.
    gone.map(([arn]) => nameInArn(home, arn)).filter((name) => name.startsWith(home.prefix)),
  );
  const now = ports.clock.now();
  const found = { at, uncaptured: stillUncaptured(uncaptured, last?.uncaptured ?? [], rows, at) };
  ports.meter.record(measuresOf(figuresOf(rows, proofs, overdue(found, rows)), now), now);
  const checkedAt = await check(ports, rows, proofs, { at, last, everySeconds });
  await ports.status.putSweep({
    ...found,
    at: now.toISOString(),
    parameters,
    enqueued,
    checkedAt,
    thoroughAt: whole ? at : last?.thoroughAt,
  });
  return { parameters, enqueued };
}

const DAY_SECONDS = 24 * 60 * 60;

/** After how long all are verified again: daily, so already where the next sweep would come too late for that. */
function dueSeconds(sweepEverySeconds: number): number {
  return Math.max(DAY_SECONDS - sweepEverySeconds, sweepEverySeconds / 2);
}

/**
 * Once a day every parameter is verified, since what it must open may have changed without it; and each time
 * those that are not proved: SST stores a new stage's passphrase before its first state.
 * @returns when all were verified last
 */
async function check(
  ports: SweepPorts,
  rows: LiveRow[],
  proofs: ProofRow[],
  { at: now, last: before, everySeconds }: { at: string; last: SweepRow | null; everySeconds: number },
): Promise<string> {
  const last = before?.checkedAt ?? null;
  const daily = last === null || Date.parse(now) - Date.parse(last) >= dueSeconds(everySeconds) * 1000;
  const proved = new Set(proofs.filter(({ verdict }) => verdict !== "unproven").map(({ parameter }) => parameter));
  const due = rows.filter(({ parameter, live }) => daily || (live && !proved.has(parameter))).map(({ name }) => name);
  if (due.length > 0) await ports.checks.enqueue(due, "sweep");
  return daily ? now : last;
}

function differs(listed: ListedParameter, row: LiveRow | undefined): boolean {
  return isUncaptured(listed, row) || row?.livePoint === null || (row?.unread ?? 0) > 0;
}

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/** Whether the ends of all ledgers were compared so long ago that it is time again: nothing else finds what is in none but the ledger. */
function isOld(thoroughAt: string | undefined, now: string): boolean {
  return thoroughAt === undefined || Date.parse(now) - Date.parse(thoroughAt) >= WEEK_MS;
}

/** How much later than planned a sweep may run: EventBridge retries for a day, but hours without one are no plan. */
const OVERDUE_FACTOR = 3;

/** Whether no sweep ran for so long that the status table may be a new one, or of a backup. */
function isOverdue(last: SweepRow | null, now: string, everySeconds: number): boolean {
  return last === null || Date.parse(now) - Date.parse(last.at) > OVERDUE_FACTOR * everySeconds * 1000;
}

/**
 * Whether the last restore test found the live row not to be its ledger's, or the row is older than that test: what it
 * says is kept may not be. Where nothing is to be kept again it stays so, and is looked at again, until something is.
 */
function wasOutOfStep(row: LiveRow | undefined, proof: ProofRow | undefined): boolean {
  if (proof?.seq === undefined || proof.liveSeq === undefined) return false;
  return proof.liveSeq !== proof.seq || (row?.seq ?? 0) < proof.seq;
}
