import type { LedgerRow } from "../ledger/ledger.ts";
import { type LedgerState, ledgerState } from "../ledger/ledger-state.ts";
import type { Observation } from "../observation.ts";
import type { ProtectedParameter } from "../parameter.ts";
import type { Announcer, ParameterReader } from "../ports.ts";
import { untilWon, whileItLags } from "./again.ts";
import { type AppendPorts, appendOwed } from "./append.ts";
import type { Hint } from "./hint.ts";
import type { OwedEntry } from "./owed-entry.ts";
import { reconcile } from "./reconcile.ts";

export interface LookPorts extends AppendPorts {
  store: ParameterReader;
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
 * ledger what the ledger lacks. May run any number of times, also at once.
 * @throws VaultError `Busy` after fifty lost races; what reading the ledger throws
 */
export async function look(ports: LookPorts, parameter: ProtectedParameter, options: LookOptions): Promise<Looked> {
  const appended: LedgerRow[] = [];
  const once = async (last: boolean) => {
    const looked = await lookOnce(ports, parameter, options, last);
    appended.push(...looked.appended);
    return looked;
  };
  return { ...(await whileItLags(ports.clock, once, ({ lag }) => lag)), appended };
}

function lookOnce(
  ports: LookPorts,
  parameter: ProtectedParameter,
  { hint, lagSeconds, read, besides = () => [] }: LookOptions,
  last: boolean,
): Promise<Looked> {
  const kept: LedgerRow[] = [];
  return untilWon(ports.clock, parameter.name, async () => {
    const stock = await takeStock(ports, parameter, read);
    const { owed, lag } = reconcile(stock.state, stock.observation, hint, lagSeconds(last));
    const entries = lag && !last ? owed : [...owed, ...besides(stock, owed)];
    const { appended, complete } = await appendOwed(ports, parameter, stock.rows, stock.observation, entries);
    if (appended.length > 0) await ports.announcer.announce(appended);
    kept.push(...appended);
    if (!complete) return null;
    const rows = [...stock.rows, ...appended];
    return { ...stock, rows, state: ledgerState(parameter.arn, rows), appended: kept, lag };
  });
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
