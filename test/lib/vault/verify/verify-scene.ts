import { beforeEach } from "vitest";
import { newPassphrase } from "../../../../lib/local/sst-files.ts";
import { verify } from "../../../../lib/vault/verify/verify.ts";
import { captureNewest } from "../../../support/capture-newest.ts";
import { MemoryVault, stage } from "../../../support/memory/memory-vault.ts";

export const [first, second] = [newPassphrase(), newPassphrase()];
export const STATE = "app/shop/prod.json";
export const SECRETS = "secret/shop/prod.json";

export const parameter = stage("prod");

/** Another one in each test. */
export let vault: MemoryVault;
beforeEach(() => {
  vault = new MemoryVault();
});

export function put(value: string, of = parameter) {
  vault.store.userPut(of.name, value);
  return captured(of);
}

export function remove(of = parameter) {
  vault.store.userDelete(of.name);
  return captured(of);
}

/** The recovery point that is live once the newest event is captured, a minute ago. */
export async function captured(of = parameter) {
  await captureNewest(vault, of);
  vault.clock.advance(60_000);
  return vault.tables.lives.get(of.arn)?.livePoint ?? "";
}

export const verified = (acceptBucket: string | null = null) =>
  verify(vault.ports(), parameter, "capture", acceptBucket);
export const verdicts = () => vault.rows(parameter).flatMap(({ entry }) => entry.detail.to ?? []);
