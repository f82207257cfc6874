import { beforeEach, vi } from "vitest";
import { type ApiCall, hintOf } from "../../../../lib/vault/capture/api-call.ts";
import { type CaptureBatchPorts, captureBatch } from "../../../../lib/vault/capture/capture-batch.ts";
import type { Change } from "../../../../lib/vault/capture/change.ts";
import type { Hint } from "../../../../lib/vault/capture/hint.ts";
import type { Delivery, Undone } from "../../../../lib/vault/delivery.ts";
import { apiCall } from "../../../support/call-samples.ts";
import { HOME, MemoryVault, stage } from "../../../support/memory/memory-vault.ts";

/** Another one in each test. */
export let vault: MemoryVault;
let handled: Set<string>;
beforeEach(() => {
  vault = new MemoryVault();
  handled = new Set();
});

type Told = Partial<Omit<Delivery<Change>, "message">> & { event?: string; at?: string };

/** A message about a stage of the shop, as it is delivered for the first time, of a change in this very second. */
export function told(of: string, kind: Hint["kind"], { event, at = second(), ...rest }: Told = {}): Delivery<Change> {
  const source = kind === "listed" || kind === "unlisted" ? "sweep" : "event";
  const message = { name: stage(of).name, hint: { kind, at, source }, ...(event && { event }) } as const;
  return { message, times: 1, last: false, sentAt: vault.clock.iso(), ...rest };
}

/** A message of a trail. */
export function trailed(of: string, call: Partial<ApiCall>, rest: Told = {}): Delivery<Change> {
  const made = apiCall({ time: second(), ...call });
  const message = { name: stage(of).name, hint: hintOf(made), call: made };
  return { message, times: 1, last: false, sentAt: vault.clock.iso(), ...rest };
}

/** The second in which the clock stands. */
function second(): string {
  return new Date(Math.floor(vault.clock.now().getTime() / 1000) * 1000).toISOString();
}

/** Captures a batch; what became of each message, in their order. */
export async function batch(
  deliveries: Delivery<Change>[],
  ports: Partial<CaptureBatchPorts> = {},
): Promise<(Undone | "done")[]> {
  const undone = await captureBatch({ ...vault.ports(), ...ports }, deliveries, {
    home: HOME,
    lagSeconds: 60,
    handled,
  });
  return deliveries.map((delivery) => undone.get(delivery) ?? "done");
}

/** How often each of them was called, where it was called at all. */
export function callsSeen(): () => Record<string, number> {
  const spies = {
    observe: vi.spyOn(vault.store, "observe"),
    absent: vi.spyOn(vault.store, "absent"),
    tail: vi.spyOn(vault.tables, "tail"),
    known: vi.spyOn(vault.tables, "known"),
    append: vi.spyOn(vault.tables, "append"),
    sleep: vi.spyOn(vault.clock, "sleep"),
  };
  return () =>
    Object.fromEntries(
      Object.entries(spies).flatMap(([name, { mock }]) => (mock.calls.length > 0 ? [[name, mock.calls.length]] : [])),
    );
}

/** The ledger of a stage as a story: type, life and, for a recovery point, its version. */
export function story(of = "dev"): string[] {
  return vault
    .rows(stage(of))
    .map(({ entry: { type, life, recoveryPoint } }) => [type, life, recoveryPoint?.version].filter(Boolean).join(" "));
}
