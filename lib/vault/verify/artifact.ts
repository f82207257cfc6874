import type { PresentSecrets } from "../../sst/secrets-file.ts";
import type { PresentState } from "../../sst/state-file.ts";
import type { VerdictCause } from "../cause.ts";

/** The newest version of an object that was deleted: it could be brought back. */
export interface OlderVersion {
  bucket: string;
  key: string;
  version: string;
}

/**
 * How an artifact stands. `unchanged`: its ETag is the one asked about. `absent` may have an older version
 * that could be brought back. What cannot be read is `unreadable`, never taken for absent.
 */
export type Artifact<Present> =
  | { kind: "present"; file: Present; etag: string }
  | { kind: "empty"; etag: string }
  | { kind: "unchanged"; etag: string }
  | { kind: "absent"; olderVersion: OlderVersion | null }
  | { kind: "unreadable"; cause: VerdictCause };

/** The artifacts of one stage. Null: a stage of its kind has none. */
export interface Artifacts {
  bucket: string | null;
  state: Artifact<PresentState> | null;
  secrets: Artifact<PresentSecrets> | null;
}
