import type { Passphrase } from "../sst/passphrase.ts";

/** One version in a parameter's history, as Parameter Store tells it (AWS API reference, ParameterHistory). */
export interface StoreVersion {
  version: number;
  /** LastModifiedDate, ISO 8601 with milliseconds. */
  createdAt: string;
  /** LastModifiedUser: the ARN of who wrote it. */
  createdBy: string | null;
  /** Null where it could not be decrypted; `unreadable` then says why. */
  value: Passphrase | null;
  unreadable: string | null;
  type: string;
  tier: string | null;
  keyId: string | null;
  description: string | null;
  allowedPattern: string | null;
  dataType: string | null;
  policies: string[];
  labels: string[];
}

/** What one look at Parameter Store showed. `versions` is never empty and ascends. */
export type Observation =
  | { present: true; at: string; versions: [StoreVersion, ...StoreVersion[]] }
  | { present: false; at: string };

/** A look at Parameter Store that reads no value. */
export type Glance = { present: true; at: string; version: number; createdAt: string } | { present: false; at: string };

/** The newest version of a parameter that is there: its live value. */
export function newest(versions: [StoreVersion, ...StoreVersion[]]): StoreVersion {
  return versions[versions.length - 1] ?? versions[0];
}
