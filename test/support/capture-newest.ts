import { expect } from "vitest";
import type { ProtectedParameter } from "../../lib/vault/parameter.ts";
import { captureOne } from "./capture-one.ts";
import type { MemoryVault } from "./memory/memory-vault.ts";

/** Captures what the newest change event of the store tells of. */
export function captureNewest(vault: MemoryVault, parameter: ProtectedParameter) {
  const { operation: kind, at } = vault.store.events.at(-1) ?? expect.fail("nothing happened yet");
  return captureOne(vault.ports(), parameter, { hint: { kind, at, source: "event" } });
}
