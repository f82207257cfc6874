import type { Delivery } from "../delivery.ts";
import type { LedgerRow } from "../ledger/ledger.ts";
import type { LedgerState } from "../ledger/ledger-state.ts";
import type { ProtectedParameter } from "../parameter.ts";
import type { StatusWriter } from "../ports.ts";
import { liveRow } from "../status/live-row.ts";
import { apiCallEntry } from "./api-call.ts";
import type { Change } from "./change.ts";
import type { Hint } from "./hint.ts";
import { type LookOnceOptions, type LookPorts, lookOnce } from "./look.ts";
import type { OwedEntry } from "./owed-entry.ts";
import { recordedSince } from "./seconds.ts";

export interface CapturePorts extends LookPorts {
  status: StatusWriter;
}

export interface Captured {
  appended: LedgerRow[];
  /** Those whose change Parameter Store does not show yet: ask again later. */
  lagging: ReadonlySet<Delivery<Change>>;
  /** Whether the parameter is to be tested. */
  check: boolean;
}

/** So long after a change its value may be gone any moment, and is read before anything else. */
const FRESH_MS = 3000;

/**
 * Looks at one parameter, once, for all that a batch tells of it, and appends to its ledger what the ledger lacks.
 * Idempotent; may run at once; never waits.
 * @param deliveries at least one, none of them of a call that failed
 * @param lagSeconds for how long after a change Parameter Store may be taken not to show it yet
 * @throws VaultError `UpgradeNeeded`, `Damaged` where the ledger cannot be read; whatever AWS throws
 */
export async function capture(
  ports: CapturePorts,
  parameter: ProtectedParameter,
  deliveries: readonly [Delivery<Change>, ...Delivery<Change>[]],
  lagSeconds: number,
): Promise<Captured> {
  const asked = deliveries.map(({ message: { hint }, last }) => ({ hint, last }));
  const events = deliveries.filter(({ message: { call } }) => !call).map(({ message: { hint } }) => hint);
  const [earliest = ""] = asked.map(({ hint }) => hint.at).sort();
  const { appended, lagging, state, observation } = await lookOnce(ports, parameter, {
    asked,
    lagSeconds,
    order: orderOf(events, ports.clock.now()),
    read: () => ports.ledger.tail(parameter.arn, recordedSince(earliest)),
    besides: (found, owed, lagging) => calls(deliveries, found, owed, lagging),
  });
  const settled = deliveries.filter(({ message }) => !lagging.has(message.hint));
  // A sweep sends what its projection lacks: where the ledger is complete, the projection is not.
  const isSwept = settled.some(({ message }) => message.hint.source === "sweep");
  if (isSwept && appended.length === 0 && state.seq > 0) {
    await ports.status.putLive(liveRow(parameter, state, observation));
  }
  return {
    appended,
    lagging: new Set(deliveries.filter(({ message }) => lagging.has(message.hint))),
    check: isToBeTested(appended, settled, state),
  };
}

/**
 * What is fresh is read at once; of a change of long ago, or one that only a trail tells of, the ledger may know all there
 * is to know.
 */
function orderOf(hints: readonly Hint[], now: Date): LookOnceOptions["order"] {
  const makesValue = ({ kind }: Hint) => kind === "create" || kind === "update";
  const isFresh = ({ at }: Hint) => now.getTime() - Date.parse(at) < FRESH_MS;
  if (hints.some((hint) => makesValue(hint) && isFresh(hint))) return "at once";
  return hints.some(isFresh) ? "ledger first" : "ledger decides";
}

/**
 * The calls that are to be recorded, in the same append as what they led to; each once, however often and at however
 * many places at once its event is delivered.
 */
function calls(
  deliveries: readonly Delivery<Change>[],
  { rows, state }: { rows: LedgerRow[]; state: LedgerState },
  owed: readonly OwedEntry[],
  lagging: ReadonlySet<Hint>,
): OwedEntry[] {
  const recorded = new Set(rows.flatMap(({ entry }) => (entry.type === "api-call" ? [entry.detail.eventId] : [])));
  const life = Math.max(state.life, ...owed.map((entry) => entry.life));
  return deliveries.flatMap(({ message: { hint, call } }) => {
    if (!call || lagging.has(hint) || recorded.has(call.eventId)) return [];
    recorded.add(call.eventId);
    return [apiCallEntry(call, life)];
  });
}

/**
 * Whether a restore test may find something new. Also where nothing was appended: an earlier try may have ended right
 * here, and restore, which records what it writes, leaves the test to us. Who made a call changes nothing that a test
 * could find.
 */
function isToBeTested(appended: LedgerRow[], settled: readonly Delivery<Change>[], { latest }: LedgerState): boolean {
  if (appended.length > 0) return appended.some(({ entry }) => entry.type !== "api-call");
  return settled.some(({ times }) => times > 1) || (settled.length > 0 && latest?.point.source === "restore");
}
