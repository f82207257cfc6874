import pMap from "p-map";
import { byName, type Delivery, type Outcome, type Undone } from "../delivery.ts";
import { type Home, protectedParameter } from "../parameter.ts";
import type { VerifyPorts } from "./verify.ts";
import { verifyIfKnown } from "./verify-asked.ts";

/** A parameter to be tested, and why. */
export interface Check {
  name: string;
  cause: "capture" | "sweep";
}

/** A batch names no more. */
const AT_ONCE = 3;

/** Tests what a batch of messages names, each parameter once: all messages about it were sent before the test began. */
export async function checkBatch(
  ports: VerifyPorts,
  home: Home,
  deliveries: readonly Delivery<Check>[],
): Promise<Outcome<Check>> {
  const undone = new Map<Delivery<Check>, Undone>();
  const one = async ([name, group]: [string, [Delivery<Check>, ...Delivery<Check>[]]]) => {
    try {
      await verifyIfKnown(ports, protectedParameter(home, name), group[0].message.cause);
    } catch (error) {
      for (const delivery of group) undone.set(delivery, { error });
    }
  };
  await pMap(byName(deliveries), one, { concurrency: AT_ONCE });
  return undone;
}
