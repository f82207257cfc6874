import { decodeBase64 } from "./base64.ts";
import { isJsonRecord, type JsonRecord, parseJsonRecord } from "./json-record.ts";
import { readStoredObject } from "./stored-object.ts";

/** What a passphrase must open to be the state's: Pulumi's known word, sealed under a salted key. No secret by itself. */
export interface PresentState {
  kind: "present";
  salt: Buffer;
  nonce: Buffer;
  /** Ciphertext, then tag. */
  sealed: Buffer;
}

/** Why a state file cannot be understood. */
export const STATE_PROBLEMS = [
  "too-large",
  "bad-gzip",
  "not-json",
  "hidden-resources",
  "not-a-checkpoint",
  "unknown-version",
  "bad-deployment",
  "bad-resources",
  "no-secrets-provider",
  "not-passphrase",
  "bad-salt",
] as const;
export type StateProblem = (typeof STATE_PROBLEMS)[number];

/** A state file; `empty` has no resources and needs no passphrase. */
export type StateFile = PresentState | { kind: "empty" } | { kind: "unreadable"; problem: StateProblem };

/** Pulumi writes 3, and 4 where a newer feature is in use; both keep the salt in the same place. */
const KNOWN_VERSIONS: unknown[] = [3, 4];

/** A salt line is 68 characters long. */
const MAX_SALT_LINE = 1024;
const NONCE_BYTES = 12;
const SEALED_BYTES = "pulumi".length + 16;

/**
 * Reads `app/<app>/<stage>.json` as it is stored: Pulumi's checkpoint, possibly gzipped (`VersionedCheckpoint`,
 * `CheckpointV3` and `DeploymentV3` in pulumi/sdk/go/common/apitype/core.go). All that is kept of it is the salt, so a
 * large state is parsed once and forgotten. Never throws for what a file holds: what cannot be understood is unreadable.
 */
export async function parseStateFile(stored: Buffer): Promise<StateFile> {
  const object = await readStoredObject(stored);
  if (object.kind === "too-large") return unreadable("too-large");
  if (object.kind === "damaged") return unreadable("bad-gzip");
  const file = parseJsonRecord(object.bytes.toString("utf8"));
  if (file === null) return unreadable("not-json");
  const state = parseCheckpoint(file);
  // A list under a damaged or unknown name is not an empty one.
  if (state.kind === "empty" && object.bytes.includes("urn:pulumi:")) {
    return unreadable("hidden-resources");
  }
  return state;
}

function parseCheckpoint(file: JsonRecord): StateFile {
  const { version, checkpoint } = file;
  if (!isJsonRecord(checkpoint) || typeof checkpoint.stack !== "string") {
    return unreadable("not-a-checkpoint");
  }
  if (!KNOWN_VERSIONS.includes(version)) {
    return unreadable("unknown-version");
  }
  // A stack that was made and never deployed has no `latest`.
  const latest = checkpoint.latest ?? {};
  if (!isJsonRecord(latest)) return unreadable("bad-deployment");

  // Go leaves out empty lists. An operation that was cut off keeps a resource, whose values may be encrypted.
  const lists = [latest.resources ?? [], latest.pending_operations ?? []];
  if (!lists.every(Array.isArray)) return unreadable("bad-resources");
  if (lists.every((list) => list.length === 0)) return { kind: "empty" };
  return parseSecretsProvider(latest.secrets_providers);
}

function parseSecretsProvider(provider: unknown): StateFile {
  if (!isJsonRecord(provider)) return unreadable("no-secrets-provider");
  if (provider.type !== "passphrase") return unreadable("not-passphrase");
  const line = isJsonRecord(provider.state) ? provider.state.salt : undefined;
  const state = typeof line === "string" ? parseSaltLine(line) : null;
  return state ?? unreadable("bad-salt");
}

/**
 * Reads `v1:<salt>:v1:<nonce>:<ciphertext>`, each part in base64 (`symmetricCrypterFromPhraseAndState` in
 * pulumi/pkg/secrets/passphrase/manager.go, `DecryptValue` in pulumi/sdk/go/common/resource/config/crypt.go).
 */
function parseSaltLine(line: string): PresentState | null {
  if (line.length > MAX_SALT_LINE) return null;
  const [version, salt, sealVersion, nonce, sealed, ...rest] = line.split(":");
  if (version !== "v1" || sealVersion !== "v1" || rest.length > 0) return null;
  const [saltBytes, nonceBytes, sealedBytes] = [salt, nonce, sealed].map((part) => decodeBase64(part ?? ""));
  if (!saltBytes?.length || nonceBytes?.length !== NONCE_BYTES || sealedBytes?.length !== SEALED_BYTES) return null;
  return { kind: "present", salt: saltBytes, nonce: nonceBytes, sealed: sealedBytes };
}

function unreadable(problem: StateProblem): StateFile {
  return { kind: "unreadable", problem };
}
