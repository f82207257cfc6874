import { beforeEach } from "vitest";
import { type ApiCall, hintOf } from "../../../../lib/vault/capture/api-call.ts";
import { apiCall } from "../../../support/call-samples.ts";
import { captureNewest } from "../../../support/capture-newest.ts";
import { captureOne } from "../../../support/capture-one.ts";
import { MemoryVault, stage } from "../../../support/memory/memory-vault.ts";

export const parameter = stage("dev");
export const { name } = parameter;
export const MINUTE = 60_000;

/** Another one in each test. */
export let vault: MemoryVault;
beforeEach(() => {
  vault = new MemoryVault();
});

/** Captures what a trail tells of a call that was made now, unless it says when. */
export function heard(call: Partial<ApiCall>, times = 1) {
  const told = apiCall({
    time: new Date(Math.floor(vault.clock.now().getTime() / 1000) * 1000).toISOString(),
    ...call,
  });
  return captureOne(vault.ports(), parameter, { hint: hintOf(told), call: told, times });
}

/** Captures what the newest change event tells of. */
export const changed = () => captureNewest(vault, parameter);

export const entries = () => vault.rows(parameter).map(({ entry }) => entry);
export const story = () => entries().map(({ type, life }) => `${type} ${life}`);
export const put = { eventName: "PutParameter", told: { version: 1 } } as const;
export const removal = { eventName: "DeleteParameter" } as const;
export const label = { eventName: "LabelParameterVersion", told: { parameterVersion: 1 } } as const;
export const denied = { ...removal, eventId: "denied", errorCode: "AccessDenied" } as const;
