import type { ApiCall } from "../../lib/vault/capture/api-call.ts";
import { type CaptureBatchPorts, captureBatch } from "../../lib/vault/capture/capture-batch.ts";
import type { Hint } from "../../lib/vault/capture/hint.ts";
import type { ProtectedParameter } from "../../lib/vault/parameter.ts";
import type { MemoryVault } from "./memory/memory-vault.ts";
import { HOME } from "./memory/memory-vault.ts";

interface Told {
  hint: Hint;
  call?: ApiCall | null;
  /** How often it was delivered. @default 1 */
  times?: number;
  lagSeconds?: number;
}

/** Captures what one message tells of, as the queue hands it over by itself. Throws what it would fail with. */
export async function captureOne(
  ports: CaptureBatchPorts,
  { name }: ProtectedParameter,
  { hint, call = null, times = 1, lagSeconds = 60 }: Told,
): Promise<{ lag: boolean; dropped: string | null }> {
  const message = { name, hint, ...(call && { call }) };
  const delivery = { message, times, last: times >= 5, sentAt: hint.at };
  let dropped: string | null = null;
  const onDropped = (_: unknown, why: string) => {
    dropped = why;
  };
  const options = { home: HOME, lagSeconds, handled: new Set<string>(), onDropped };
  const undone = (await captureBatch(ports, [delivery], options)).get(delivery);
  if (undone && "error" in undone) throw undone.error;
  return { lag: undone !== undefined, dropped };
}

/** The same, delivered again as the queue does it, until it is settled. */
export async function captureAtLast(vault: MemoryVault, parameter: ProtectedParameter, told: Told): Promise<void> {
  for (const [n, seconds] of [1, 5, 15, 45, 0].entries()) {
    const { lag } = await captureOne(vault.ports(), parameter, { ...told, times: n + 1 });
    if (!lag) return;
    vault.clock.advance(seconds * 1000);
  }
  throw new Error("not settled by its last delivery");
}
