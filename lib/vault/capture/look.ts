import type { LedgerRow } from "../ledger/ledger.ts";
import { type LedgerState, ledgerState } from "../ledger/ledger-state.ts";
import type { Observation } from "../observation.ts";
import type { ProtectedParameter } from "../parameter.ts";
import type { Announcer, ParameterReader } from "../ports.ts";
import { untilWon, whileItLags } from "./again.ts";
import { type AppendPorts, appendOwed } from "./append.ts";
import type { Hint } from "./hint.ts";
import type { OwedEntry } from "./owed-entry.ts";
import { type Asked, isSettled, reconcile } from "./reconcile.ts";

export interface LookPorts extends AppendPorts {
  store: Pick<ParameterReader, "observe" | "tags">;
  announcer: Announcer;
}

/** A parameter as one look found it: its ledger, read first, and Parameter Store after. */
export interface Stock {
  rows: LedgerRow[];
  state: LedgerState;
  observation: Observation;
}

/** A look's result: `appended` are the rows it added; `lag` that Parameter Store does not show the change yet. */
export interface Looked extends Stock {
  appended: LedgerRow[];
  lag: boolean;
}

export interface LookOptions {
  hint: Hint;
  /** For how long after a change a contradiction is taken for read lag; `last`: no look comes after this one. */
  lagSeconds: (last: boolean) => number;
  /** Reads the ledger: its tail, or all of it with sealed values. */
  read: () => Promise<LedgerRow[]>;
  /** What to append besides, once Parameter Store is settled or the looks are used up. */
  besides?: (stock: Stock, owed: OwedEntry[]) => OwedEntry[];
}

/**
 * Looks at a parameter until Parameter Store agrees with the hint, or for three seconds; appends to its
 * ledger what the ledger lacks. For who waits for the answer: whatever reads a queue looks once (`lookOnce`).
 * @throws VaultError `Busy` after fifty lost races; what reading the ledger throws
 */
export async function look(ports: LookPorts, parameter: ProtectedParameter, options: LookOptions): Promise<Looked> {
  const { hint, lagSeconds, read, besides = () => [] } = options;
  const appended: LedgerRow[] = [];
  const once = async (last: boolean) => {
    const { observation, lagging, ...looked } = await lookOnce(ports, parameter, {
      asked: [{ hint, last: false }],
      lagSeconds: lagSeconds(last),
      order: "ledger first",
      read,
      besides: ({ rows, state, observation }, owed, { size }) =>
        size > 0 && !last ? [] : besides({ rows, state, observation: shown(observation) }, owed),
    });
    appended.push(...looked.appended);
    return { ...looked, observation: shown(observation), lag: lagging.size > 0 };
  };
  return { ...(await whileItLags(ports.clock, once, ({ lag }) => lag)), appended };
}

/** A look in strict order, that no ledger makes superfluous, always shows something. */
function shown(observation: Observation | null): Observation {
  if (!observation) throw new Error("Parameter Store was not looked at");
  return observation;
}

/** What one look found; `observation` is null where the ledger alone settled all that was asked. */
interface Found extends Omit<Stock, "observation"> {
  observation: Observation | null;
}

/** One look's result: what it appended, and the hints whose change does not show yet. */
export interface LookedOnce extends Found {
  appended: LedgerRow[];
  lagging: ReadonlySet<Hint>;
}

export interface LookOnceOptions {
  asked: readonly Asked[];
  /** For how long after a change a contradiction is taken for read lag. */
  lagSeconds: number;
  /**
   * - `ledger first`: an observation is never older than the ledger it is compared with;
   * - `ledger decides`: the same, and Parameter Store is not looked at where the ledger settles all that is asked;
   * - `at once`: a value may be gone in milliseconds. What is not there is looked at again in order.
   */
  order: "ledger first" | "ledger decides" | "at once";
  read: () => Promise<LedgerRow[]>;
  /** What to append besides. */
  besides: (found: Found, owed: OwedEntry[], lagging: ReadonlySet<Hint>) => OwedEntry[];
}

/**
 * Looks at a parameter once, for all that is asked about it, and appends to its ledger what the ledger lacks. May run
 * any number of times, also at once. Never waits for Parameter Store.
 * @throws VaultError `Busy` after fifty lost races; what reading the ledger throws
 */
export async function lookOnce(
  ports: LookPorts,
  parameter: ProtectedParameter,
  options: LookOnceOptions,
): Promise<LookedOnce> {
  const { asked, order, read, besides } = options;
  const kept: LedgerRow[] = [];
  // A value once read is not given up because another writer was faster: by now it may be gone.
  let inHand: Observation | null = null;
  return await untilWon(ports.clock, parameter.name, async () => {
    const early: Promise<Observation> | Observation | null =
      inHand ?? (order === "at once" ? ports.store.observe(parameter.name) : null);
    const [rows, before] = await Promise.all([read(), early]);
    const state = ledgerState(parameter.arn, rows);
    const { observation, owed, lagging } = await compare(ports, parameter, state, before, options);
    if (order !== "ledger first" && observation?.present) inHand = observation;
    const entries = [...owed, ...besides({ rows, state, observation }, owed, lagging)];
    // What lags behind the ledger is no news for the projection either.
    const news = lagging.size > 0 ? null : observation;
    const { appended, complete } = await appendOwed(ports, parameter, rows, news, entries);
    if (appended.length > 0) await ports.announcer.announce(appended);
    kept.push(...appended);
    if (!complete) return null;
    const all = [...rows, ...appended];
    const unsettled = isOld(observation, ports.clock.now()) ? repeated(asked) : lagging;
    return { rows: all, state: ledgerState(parameter.arn, all), observation, appended: kept, lagging: unsettled };
  });
}

/** A look that took longer is good for what it found; what became of that meanwhile, others may have misunderstood. */
const SETTLES_MS = 3000;

function isOld(observation: Observation | null, now: Date): boolean {
  return observation !== null && now.getTime() - Date.parse(observation.at) > SETTLES_MS;
}

/** All that can be asked once more. */
function repeated(asked: readonly Asked[]): ReadonlySet<Hint> {
  return new Set(asked.filter(({ last }) => !last).map(({ hint }) => hint));
}

/** What is owed by an observation made before or beside the reading of the ledger, or by one made now. */
async function compare(
  { store }: LookPorts,
  { name }: ProtectedParameter,
  state: LedgerState,
  early: Observation | null,
  { asked, lagSeconds, order }: LookOnceOptions,
) {
  if (order === "ledger decides" && !early && asked.every(({ hint }) => isSettled(state, hint))) {
    return { observation: null, owed: [], lagging: new Set<Hint>() };
  }
  if (early) {
    const found = reconcile(state, early, asked, { lagSeconds, inOrder: false });
    if (!found.outdated) return { observation: early, ...found };
  }
  const observation = await store.observe(name);
  return { observation, ...reconcile(state, observation, asked, { lagSeconds, inOrder: true }) };
}

/**
 * Reads a parameter's ledger and then Parameter Store. In this order: an observation older than the ledger
 * could take back what others have seen since.
 */
export async function takeStock(
  ports: { store: Pick<ParameterReader, "observe"> },
  parameter: ProtectedParameter,
  read: () => Promise<LedgerRow[]>,
): Promise<Stock> {
  const rows = await read();
  const observation = await ports.store.observe(parameter.name);
  return { rows, state: ledgerState(parameter.arn, rows), observation };
}
