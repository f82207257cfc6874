import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { connectTo } from "./connect.ts";
import type { CliPorts } from "./context.ts";
import { terminal } from "./terminal.ts";

/** The world as it is for a command that somebody typed: this terminal, this clock, AWS. */
export function systemPorts(process: NodeJS.Process): CliPorts {
  const clock = { now: () => new Date(), sleep: (milliseconds: number) => sleep(milliseconds) };
  return { io: terminal(process), clock, connect: connectTo(clock.sleep), newRequestId: randomUUID };
}
