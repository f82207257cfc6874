import { readStoredObject, type StoredObject } from "./stored-object.ts";

/** What a passphrase must open to be the secrets file's: nonce, ciphertext and tag in a row. */
export interface PresentSecrets {
  kind: "present";
  /** The ways to read the file, the likely one first: decompressed, and as it is. */
  readings: Buffer[];
}

/** Why a secrets file cannot be understood. */
export const SECRETS_PROBLEMS = ["too-large", "bad-gzip", "too-short"] as const;
export type SecretsProblem = (typeof SECRETS_PROBLEMS)[number];

/** A secrets file. */
export type SecretsFile = PresentSecrets | { kind: "unreadable"; problem: SecretsProblem };

/** Nonce and tag, as Go's AES-GCM has them. */
const LEAST_BYTES = 12 + 16;

/** What Go's gzip writer always begins with: no flags, no time, no name, system unknown. */
const GO_GZIP_HEADER = Buffer.from("1f8b08000000000000ff", "hex");

/**
 * Reads `secret/<app>/<stage>.json` as it is stored: AES-GCM under the passphrase's own bytes, possibly gzipped
 * (`putData` in sst/pkg/project/provider/provider.go, compress.go beside it). Only a passphrase can tell a damaged file
 * from another's, so nearly every file is `present`; what holds no nonce and tag, or is gzip cut short, is not.
 */
export async function parseSecretsFile(stored: Buffer): Promise<SecretsFile> {
  const object = await readStoredObject(stored);
  if (object.kind === "too-large") return unreadable("too-large");
  if (object.kind === "damaged" && stored.subarray(0, GO_GZIP_HEADER.length).equals(GO_GZIP_HEADER)) {
    return unreadable("bad-gzip");
  }
  const readings = readingsOf(stored, object).filter((reading) => reading.length >= LEAST_BYTES);
  if (readings.length === 0) return unreadable("too-short");
  return { kind: "present", readings };
}

/** One random nonce in 65,536 begins as gzip does, so the bytes as they are remain a reading. */
function readingsOf(stored: Buffer, object: StoredObject): Buffer[] {
  return object.kind === "gzip" ? [object.bytes, stored] : [stored];
}

function unreadable(problem: SecretsProblem): SecretsFile {
  return { kind: "unreadable", problem };
}
