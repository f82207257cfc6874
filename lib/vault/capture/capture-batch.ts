import pMap from "p-map";
import { byName, type Delivery, type Outcome, type Undone } from "../delivery.ts";
import { type Home, protectedParameter } from "../parameter.ts";
import type { CheckQueue, Ledger, LedgerFinder, ParameterFinder, TrailRecorder } from "../ports.ts";
import { type CapturePorts, capture } from "./capture.ts";
import type { Change } from "./change.ts";
import { type Recorded, recordFailedCall } from "./failed-call.ts";

export interface CaptureBatchPorts extends CapturePorts {
  store: CapturePorts["store"] & ParameterFinder;
  ledger: Ledger & LedgerFinder;
  status: CapturePorts["status"] & TrailRecorder;
  checks: CheckQueue;
}

export interface CaptureBatchOptions {
  home: Home;
  /** For how long after a change Parameter Store may be taken not to show it yet. */
  lagSeconds: number;
  /** The ids of events that this process is done with: delivered once more, they cost nothing. */
  handled: Set<string>;
  /** Told of a failed call that is not recorded, and why. */
  onDropped?: (change: Change, why: NonNullable<Recorded["dropped"]>) => void;
}

type Group = readonly [Delivery<Change>, ...Delivery<Change>[]];

/** A batch names no more, but for calls that delete several. */
const AT_ONCE = 10;
/** Beyond so many ids of events all are forgotten. */
const IDS = 5000;

/**
 * Captures what a batch of messages tells of. All of one parameter is one look, parameters are looked at side by side,
 * and nothing waits: what Parameter Store does not show yet goes back to the queue.
 */
export async function captureBatch(
  ports: CaptureBatchPorts,
  deliveries: readonly Delivery<Change>[],
  options: CaptureBatchOptions,
): Promise<Outcome<Change>> {
  const { handled } = options;
  const undone = new Map<Delivery<Change>, Undone>();
  const groups = byName(deliveries.filter(({ message: { event = "" } }) => !handled.has(event)));
  for (const name of await unknownYet(ports, groups, options)) {
    for (const delivery of groups.get(name) ?? []) undone.set(delivery, { lag: lagOf(delivery, true) });
    groups.delete(name);
  }
  const tested: string[] = [];
  const one = async ([name, group]: [string, Group]) => {
    const isTested = await captureGroup(ports, name, group, undone, options);
    if (isTested) tested.push(name);
  };
  await pMap(groups, one, { concurrency: AT_ONCE });
  await rememberTrail(
    ports,
    deliveries.filter((delivery) => !undone.has(delivery)),
  );
  try {
    if (tested.length > 0) await ports.checks.enqueue(tested, "capture");
  } catch (error) {
    for (const delivery of tested.flatMap((name) => groups.get(name) ?? [])) undone.set(delivery, { error });
  }
  if (handled.size > IDS) handled.clear();
  for (const delivery of deliveries) {
    const { event } = delivery.message;
    if (event !== undefined && !undone.has(delivery)) handled.add(event);
  }
  return undone;
}

/** Captures what is told of one parameter; whether it is to be tested. */
async function captureGroup(
  ports: CaptureBatchPorts,
  name: string,
  group: Group,
  undone: Map<Delivery<Change>, Undone>,
  { home, lagSeconds, onDropped = () => {} }: CaptureBatchOptions,
): Promise<boolean> {
  const parameter = protectedParameter(home, name);
  const [first, ...more] = group.filter((delivery) => !isFailedCall(delivery));
  let isTested = false;
  if (first) {
    try {
      const { lagging, check } = await capture(ports, parameter, [first, ...more], lagSeconds);
      for (const delivery of lagging) undone.set(delivery, { lag: lagOf(delivery, false) });
      isTested = check;
    } catch (error) {
      for (const delivery of [first, ...more]) undone.set(delivery, { error });
    }
  }
  // After what may be gone any moment. Anybody can make such calls; none of them may hold up a change.
  for (const delivery of group.filter(isFailedCall)) {
    const { message } = delivery;
    try {
      const { dropped } = message.call ? await recordFailedCall(ports, parameter, message.call) : { dropped: null };
      if (dropped) onDropped(message, dropped);
    } catch (error) {
      undone.set(delivery, { error });
    }
  }
  return isTested;
}

function isFailedCall({ message: { call } }: Delivery<Change>): boolean {
  return call !== undefined && call.errorCode !== null;
}

/**
 * A trail tells of a call long after its change event: what that did not find is not found by hurrying. And with the
 * deletion of what nobody knows no value is lost by waiting.
 */
function lagOf({ message: { call, hint } }: Delivery<Change>, unknown: boolean): "soon" | "later" {
  return call || (unknown && hint.kind === "delete") ? "later" : "soon";
}

/** With more names in a batch, those of which nothing can be found out yet are told apart first. */
const FEW = 2;
const CHANGES = new Set(["create", "update", "delete"]);

/**
 * The names that neither Parameter Store nor the ledger knows, of which only changes of a moment ago are told: values
 * that vanished, or do not show yet. Either way all there is to do is to look again later. Two calls for all of them, so
 * that many of them hold up nothing; who could make them is anybody who may put a parameter.
 */
async function unknownYet(
  { store, ledger, clock }: CaptureBatchPorts,
  groups: ReadonlyMap<string, Group>,
  { home, lagSeconds }: CaptureBatchOptions,
): Promise<string[]> {
  const now = clock.now().getTime();
  const isOfNow = ({ message: { hint }, last }: Delivery<Change>) =>
    !last && CHANGES.has(hint.kind) && now - Date.parse(hint.at) < lagSeconds * 1000;
  const names = [...groups].filter(([, group]) => group.every(isOfNow)).map(([name]) => name);
  if (names.length <= FEW) return [];
  try {
    const absent = await store.absent(names);
    const arns = new Map(absent.map((name) => [protectedParameter(home, name).arn, name]));
    const known = arns.size === 0 ? new Set() : await ledger.known([...arns.keys()]);
    return [...arns].filter(([arn]) => !known.has(arn)).map(([, name]) => name);
  } catch {
    // Each is looked at by itself then, and what fails there is told.
    return [];
  }
}

/** That a trail delivers, whatever it delivers. */
async function rememberTrail({ status, clock }: CaptureBatchPorts, done: readonly Delivery<Change>[]): Promise<void> {
  const eventTime = done
    .flatMap(({ message: { call } }) => call?.time ?? [])
    .sort()
    .at(-1);
  if (eventTime !== undefined) await status.putTrail({ at: clock.now().toISOString(), eventTime });
}
