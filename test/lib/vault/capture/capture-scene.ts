import { beforeEach } from "vitest";
import type { Hint } from "../../../../lib/vault/capture/hint.ts";
import { captureAtLast, captureOne } from "../../../support/capture-one.ts";
import { MemoryVault, stage } from "../../../support/memory/memory-vault.ts";

export const parameter = stage("dev");
export const { name } = parameter;

/** Another one in each test. */
export let vault: MemoryVault;
beforeEach(() => {
  vault = new MemoryVault();
});

/** Captures what the newest event, or another hint, tells of. */
export function captured(hint?: Partial<Hint>) {
  return captureOne(vault.ports(), parameter, { hint: told(hint) });
}

/** The same, delivered again until it is settled. */
export function capturedAtLast(hint?: Partial<Hint>) {
  return captureAtLast(vault, parameter, { hint: told(hint) });
}

function told(hint?: Partial<Hint>): Hint {
  const event = vault.store.events.at(-1);
  return { kind: event?.operation ?? "look", at: event?.at ?? vault.clock.iso(), source: "event", ...hint };
}

export function put(value: string) {
  vault.store.userPut(name, value);
  return captured();
}

/** The ledger as a story: type, life and, for a recovery point, its version. */
export function story(): string[] {
  return vault
    .rows(parameter)
    .map(({ entry }) =>
      [entry.type, entry.life, entry.recoveryPoint?.version].filter((part) => part !== undefined).join(" "),
    );
}
