import { newPassphrase, secretsFile, stateFile } from "../../../../lib/local/sst-files.ts";
import { put, remove, vault } from "./scene.ts";

export const STATE = "app/shop/prod.json";
export const SECRETS = "secret/shop/prod.json";
export const [right, wrong] = [newPassphrase(), newPassphrase()];
export const state = await stateFile(right);

/**
 * A stage whose state and secrets are under different values, that of the state live, and the state out of reach. Gives
 * the recovery point that opens the secrets.
 */
export async function splitOutOfReach() {
  await put(right);
  vault.bucket.put(STATE, state);
  vault.bucket.put(SECRETS, secretsFile(wrong));
  const ofSecrets = await put(wrong);
  await put(right);
  vault.bucket.unreadable.add(STATE);
  return ofSecrets;
}

/** What SST does to a stage whose passphrase was deleted: it stores a new one. */
export async function accident() {
  const good = await put(right);
  vault.bucket.put(STATE, state);
  vault.bucket.put(SECRETS, secretsFile(right));
  await remove();
  return { good, regenerated: await put(wrong) };
}
