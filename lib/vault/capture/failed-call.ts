import type { LedgerRow } from "../ledger/ledger.ts";
import { ledgerState } from "../ledger/ledger-state.ts";
import type { ProtectedParameter } from "../parameter.ts";
import type { Announcer } from "../ports.ts";
import { untilWon } from "./again.ts";
import { type ApiCall, apiCallEntry } from "./api-call.ts";
import { type AppendPorts, appendOwed } from "./append.ts";
import { recordedSince } from "./seconds.ts";

interface FailedCallPorts extends AppendPorts {
  announcer: Announcer;
}

/** `dropped`: why nothing was appended, or null. */
export interface Recorded {
  appended: LedgerRow[];
  lag: false;
  dropped: "unknown" | "recorded" | "too many" | null;
}

/** So many failed calls about one parameter are recorded in an hour; the last of them says that it may be the last. */
export const MOST_FAILED = 20;
const HOUR_MS = 60 * 60 * 1000;

/**
 * Records a call that changed nothing. Anybody can make one, without any right, as fast as they like: so it must cost
 * next to nothing. Parameter Store is not looked at (what the call did not change, events and sweeps tell of), nothing
 * is decrypted, and what is dropped reads no more of the ledger than the last hour. Dropped are calls about a parameter
 * nobody knows, else anybody could fill the vault with names, and those of an hour that has had enough of them: who
 * made them a trail still tells.
 * @throws VaultError `Busy` after fifty lost races; what reading the ledger throws
 */
export function recordFailedCall(
  ports: FailedCallPorts,
  parameter: ProtectedParameter,
  call: ApiCall,
): Promise<Recorded> {
  return untilWon(ports.clock, parameter.name, async () => {
    const hourAgo = new Date(ports.clock.now().getTime() - HOUR_MS).toISOString();
    const since = [hourAgo, recordedSince(call.time)].sort()[0] ?? hourAgo;
    const newest = await ports.ledger.recent(parameter.arn, since);
    // Whether it is dropped shows at the end; only what is appended needs the state that all of a life tells.
    const rows = reasonToDrop(newest, call, hourAgo) ? newest : await ports.ledger.tail(parameter.arn, since);
    const dropped = reasonToDrop(rows, call, hourAgo);
    if (dropped) return { appended: [], lag: false, dropped };
    const { detail, ...told } = apiCallEntry(call, ledgerState(parameter.arn, rows).life);
    const more = failedSince(rows, hourAgo) === MOST_FAILED - 1;
    const entry = { ...told, detail: { ...detail, ...(more && { more }) } };
    const { appended, complete } = await appendOwed(ports, parameter, rows, null, [entry]);
    if (!complete) return null;
    await ports.announcer.announce(appended);
    return { appended, lag: false, dropped: null };
  });
}

function reasonToDrop(rows: LedgerRow[], { eventId }: ApiCall, hourAgo: string): Recorded["dropped"] {
  if (rows.length === 0) return "unknown";
  if (rows.some(({ entry }) => entry.type === "api-call" && entry.detail.eventId === eventId)) return "recorded";
  return failedSince(rows, hourAgo) >= MOST_FAILED ? "too many" : null;
}

/** By when they were recorded: when a call was made, a trail may tell long after. */
function failedSince(rows: LedgerRow[], since: string): number {
  return rows.filter(({ entry }) => entry.detail.failed === true && entry.recordedAt >= since).length;
}
