// What a passphrase opens. Decrypted bytes never leave this file, not even in an error: each function answers yes or no.

import { type CipherGCMTypes, createDecipheriv, pbkdf2 } from "node:crypto";
import { promisify } from "node:util";
import { decodeBase64 } from "./base64.ts";
import type { Passphrase } from "./passphrase.ts";
import type { PresentSecrets } from "./secrets-file.ts";
import type { PresentState } from "./state-file.ts";

/** Pulumi's count: some tenths of a second of one core. */
const ROUNDS = 1_000_000;
const STATE_KEY_BYTES = 32;
/** The word that Pulumi seals to know a passphrase by. */
const KNOWN_WORD = Buffer.from("pulumi");

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHERS: Partial<Record<number, CipherGCMTypes>> = { 16: "aes-128-gcm", 24: "aes-192-gcm", 32: "aes-256-gcm" };

/**
 * True where the passphrase is the one that the state's present salt was made with, as Pulumi itself finds out
 * (`symmetricCrypterFromPhraseAndState` in pulumi/pkg/secrets/passphrase/manager.go). The same work for right and wrong,
 * on a thread of its own: several calls at once fill the cores. Rejects only where the machine could not do that work,
 * since "no" would be an answer.
 */
export async function opensState(state: PresentState, passphrase: Passphrase): Promise<boolean> {
  const key = await deriveKey(passphrase.reveal(), state.salt, ROUNDS, STATE_KEY_BYTES, "sha256");
  return decrypts(key, state.nonce, state.sealed, KNOWN_WORD);
}

/**
 * True where the passphrase is the key of the secrets file, as SST itself decrypts it (`getData` in
 * sst/pkg/project/provider/provider.go). Takes no time to speak of.
 */
export function opensSecrets(file: PresentSecrets, passphrase: Passphrase): boolean {
  const key = secretsKey(passphrase);
  if (key === null) return false;
  return file.readings.some((bytes) => decrypts(key, bytes.subarray(0, NONCE_BYTES), bytes.subarray(NONCE_BYTES)));
}

const deriveKey = promisify(pbkdf2);

/** The bytes that SST uses as the key: of base64 of 16, 24 or 32 bytes. Null where it is something else. */
function secretsKey(passphrase: Passphrase): Buffer | null {
  const key = decodeBase64(passphrase.reveal());
  return key !== null && CIPHERS[key.length] !== undefined ? key : null;
}

/** True where the sealed bytes, ciphertext and then tag, are authentic under the key, and hold that word if one is given. */
function decrypts(key: Buffer, nonce: Buffer, sealed: Buffer, word?: Buffer): boolean {
  const cipher = CIPHERS[key.length];
  if (cipher === undefined) return false;
  try {
    const decipher = createDecipheriv(cipher, key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    const text = decipher.update(sealed.subarray(0, -TAG_BYTES));
    decipher.final();
    return word === undefined || text.equals(word);
  } catch {
    return false;
  }
}
