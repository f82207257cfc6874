import type { VerifyResponse } from "../../lib/vault/api.ts";
import { sstFixture } from "../support/sst-fixtures.ts";
import { sstVaultJson } from "./sst-vault.ts";
import { history, nameOf, newValue, users } from "./stages.ts";
import { stateBucket } from "./state-files.ts";

/** Files and passphrase of a stage that real SST and Pulumi wrote. */
export const real = sstFixture("secrets");
export const right = real.passphrase.reveal();
export const APP = "accident";
export const { ssm, put, remove, get } = users();
export const bucket = stateBucket();

/** A stage whose passphrase is `value`, captured; the ids of its recovery points newest first. */
export async function protect(stage: string, value: string, kept = 1): Promise<string[]> {
  await put(nameOf(APP, stage), value);
  const { recoveryPoints } = await history(nameOf(APP, stage), (told) => told.recoveryPoints.length === kept);
  return recoveryPoints.map(({ id }) => id);
}

/** The stage after the accident: deleted, and stored anew by `sst diff`. */
export async function regenerate(stage: string, value = newValue()): Promise<string[]> {
  await remove(nameOf(APP, stage));
  return protect(stage, value, 2);
}

export async function verified(stage: string) {
  const { code, results } = await sstVaultJson<VerifyResponse>("verify", APP, stage);
  return { code, ...results[0] };
}
