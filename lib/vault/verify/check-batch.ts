import pMap from "p-map";
import { byName, type Delivery, type Outcome, type Undone } from "../delivery.ts";
import { VaultError } from "../errors.ts";
import { type Home, type ProtectedParameter, protectedParameter } from "../parameter.ts";
import type { TestTurns } from "../ports.ts";
import type { TurnRow } from "../status/turn-row.ts";
import type { VerifyPorts } from "./verify.ts";
import { verifyIfKnown } from "./verify-asked.ts";

/** A parameter to be tested, and why. */
export interface Check {
  name: string;
  cause: "capture" | "sweep";
}

export interface CheckPorts extends VerifyPorts {
  proofs: VerifyPorts["proofs"] & TestTurns;
}

type Group = readonly [Delivery<Check>, ...Delivery<Check>[]];

/** A batch names no more. */
const AT_ONCE = 3;
/** A test ends by then, whatever it is at: the function does. */
const LONGEST_MS = 120_000;
/** After a test that took longer its parameter rests twice as long, so that others have their turn. */
const QUICK_MS = 3000;
/** So many tests in one turn, where others ask meanwhile. */
const ROUNDS = 3;
/** A test may have begun so long after a check was sent and still not know of what led to it: clocks differ. */
const CLOCKS_APART_MS = 500;

/**
 * Tests what a batch of messages names. Checks of one parameter are one: whatever was sent before a test began is
 * answered by it, and whatever was sent after waits on its queue until that one has ended. So no stage, however often it
 * is written and however long its test takes, holds more than one function.
 */
export async function checkBatch(
  ports: CheckPorts,
  home: Home,
  deliveries: readonly Delivery<Check>[],
): Promise<Outcome<Check>> {
  const undone = new Map<Delivery<Check>, Undone>();
  const one = async ([name, group]: [string, Group]) => {
    const again = await check(ports, protectedParameter(home, name), group).catch((error: unknown) => ({ error }));
    for (const delivery of again ? group : []) if (again) undone.set(delivery, again);
  };
  await pMap(byName(deliveries), one, { concurrency: AT_ONCE });
  return undone;
}

/** Tests one parameter where it is its turn; why the messages must be delivered again, or null. */
async function check(ports: CheckPorts, parameter: ProtectedParameter, group: Group): Promise<Undone | null> {
  const { clock, proofs } = ports;
  const last = group.some((delivery) => delivery.last);
  const began = clock.now();
  const newest = Math.max(...group.map(({ sentAt }) => Date.parse(sentAt)));
  const turn = { since: began.toISOString(), until: after(began, LONGEST_MS) };
  const held = await proofs.beginTurn(parameter.arn, turn, after(new Date(newest), CLOCKS_APART_MS));
  if (held && !isAhead(held, began)) {
    if (held.since !== null && Date.parse(held.since) >= newest + CLOCKS_APART_MS) return null;
    if (!last) {
      await proofs.askTurn(parameter.arn, held);
      return { lag: "soon" };
    }
  }
  // By its last delivery it is tested whoever has the turn: they began before the check was sent.
  if (held) await proofs.putTurn(parameter.arn, turn);
  try {
    await testInTurn(ports, parameter, group[0].message.cause, began);
    return null;
  } catch (error) {
    await proofs.putTurn(parameter.arn, { since: null, until: clock.now().toISOString() });
    if (!(error instanceof VaultError) || error.code !== "Busy") throw error;
    // Parameter Store lags, or others write: who wrote a moment ago sends a check as well.
    return last ? null : { lag: "soon" };
  }
}

/** Tests, and once more where others asked meanwhile: they need not wait until they are delivered again. */
async function testInTurn(
  ports: CheckPorts,
  parameter: ProtectedParameter,
  cause: Check["cause"],
  first: Date,
): Promise<void> {
  const { clock, proofs } = ports;
  for (let began = first, rounds = 1; ; rounds++) {
    await verifyIfKnown(ports, parameter, cause);
    const now = clock.now();
    const took = now.getTime() - began.getTime();
    const since = began.toISOString();
    if (took > QUICK_MS) return proofs.putTurn(parameter.arn, { since, until: after(now, 2 * took) });
    const end = { since, until: now.toISOString() };
    if (await proofs.endTurn(parameter.arn, end)) return;
    if (rounds === ROUNDS) return proofs.putTurn(parameter.arn, end);
    began = now;
    await proofs.putTurn(parameter.arn, { since: now.toISOString(), until: after(now, LONGEST_MS) });
  }
}

/** Nobody has begun yet: whoever can write the status table could keep a parameter from ever being tested. */
function isAhead({ since }: TurnRow, now: Date): boolean {
  return since !== null && Date.parse(since) > now.getTime() + CLOCKS_APART_MS;
}

function after(time: Date, milliseconds: number): string {
  return new Date(time.getTime() + milliseconds).toISOString();
}
