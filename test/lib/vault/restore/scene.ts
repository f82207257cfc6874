import { beforeEach } from "vitest";
import type { RestoreRequest } from "../../../../lib/vault/api.ts";
import { type RestorePorts, restore } from "../../../../lib/vault/restore/restore.ts";
import { captureNewest } from "../../../support/capture-newest.ts";
import { OWN_SESSION } from "../../../support/memory/memory-parameter-store.ts";
import { MemoryVault, stage } from "../../../support/memory/memory-vault.ts";

export const parameter = stage("prod");
export const { name } = parameter;

/** Another one in each test. */
export let vault: MemoryVault;
beforeEach(() => {
  vault = new MemoryVault();
});

/** Stores a value, ten seconds ago, and captures it; gives its recovery point. */
export async function put(value: string, settings = {}) {
  vault.store.userPut(name, value, settings);
  await captureNewest(vault, parameter);
  vault.clock.advance(10_000);
  return vault.tables.lives.get(parameter.arn)?.livePoint ?? "";
}

export async function remove(agoSeconds = 60) {
  vault.store.userDelete(name);
  await captureNewest(vault, parameter);
  vault.clock.advance(agoSeconds * 1000);
}

export function restored(request: RestoreRequest = {}, ports: RestorePorts = vault.ports()) {
  return restore(ports, parameter, request, { recreateWaitSeconds: 30, self: OWN_SESSION });
}

export const live = () => vault.store.live(name);
export const types = () => vault.rows(parameter).map(({ entry }) => entry.type);
