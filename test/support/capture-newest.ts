import { expect } from "vitest";
import { capture } from "../../lib/vault/capture/capture.ts";
import type { ProtectedParameter } from "../../lib/vault/parameter.ts";
import type { MemoryVault } from "./memory/memory-vault.ts";

/** Captures what the newest change event of the store tells of. */
export function captureNewest(vault: MemoryVault, parameter: ProtectedParameter) {
  const { operation: kind, at } = vault.store.events.at(-1) ?? expect.fail("nothing happened yet");
  return capture(vault.ports(), parameter, { kind, at, source: "event" }, 60);
}
