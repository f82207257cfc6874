import { createHash } from "node:crypto";
import { FALLBACK_STAGE } from "../../../lib/sst/names.ts";
import { type PresentSecrets, parseSecretsFile } from "../../../lib/sst/secrets-file.ts";
import { type PresentState, parseStateFile } from "../../../lib/sst/state-file.ts";
import type { VerdictCause } from "../../../lib/vault/cause.ts";
import type { ArtifactReader } from "../../../lib/vault/ports.ts";
import type { Artifact } from "../../../lib/vault/verify/artifact.ts";

/** SST's versioned state bucket in memory. */
export class MemoryStateBucket implements ArtifactReader {
  /** What /sst/bootstrap names; null where there is none. */
  name: string | null = "sst-state-shop";
  readonly unreadable = new Set<string>();
  readonly objects = new Map<string, Buffer>();
  readonly #older = new Set<string>();
  /** How many files were read whole. */
  reads = 0;

  put(key: string, bytes: Buffer): void {
    this.objects.set(key, bytes);
    this.#older.add(key);
  }

  /** Deletes an object; `versions` too, as a purge does. */
  remove(key: string, versions = false): void {
    this.objects.delete(key);
    if (versions) this.#older.delete(key);
  }

  bucket(): ReturnType<ArtifactReader["bucket"]> {
    return Promise.resolve(this.name ? { bucket: this.name } : { unreadable: { code: "bootstrap-missing" } });
  }

  async state(
    bucket: string,
    app: string,
    stage: string,
    known: string | null,
  ): Promise<Artifact<PresentState> | null> {
    if (stage === FALLBACK_STAGE) return null;
    const key = `app/${app}/${stage}.json`;
    const found = this.#read(bucket, key, known);
    if (!("bytes" in found)) return found;
    const file = await parseStateFile(found.bytes);
    if (file.kind === "unreadable") return unreadable({ artifact: "state", bucket, key, problem: file.problem });
    return file.kind === "empty" ? { ...file, etag: found.etag } : { kind: "present", file, etag: found.etag };
  }

  async secrets(
    bucket: string,
    app: string,
    stage: string,
    known: string | null,
  ): Promise<Artifact<PresentSecrets> | null> {
    const key = `secret/${app}/${stage}.json`;
    const found = this.#read(bucket, key, known);
    if (!("bytes" in found)) return found;
    const file = await parseSecretsFile(found.bytes);
    if (file.kind === "unreadable") return unreadable({ artifact: "secrets", bucket, key, problem: file.problem });
    return { kind: "present", file, etag: found.etag };
  }

  locked(_: string, app: string, stage: string): Promise<boolean> {
    return Promise.resolve(this.objects.has(`lock/${app}/${stage}.json`));
  }

  #read(
    bucket: string,
    key: string,
    known: string | null,
  ): Exclude<Artifact<never>, { kind: "present" }> | { bytes: Buffer; etag: string } {
    if (this.unreadable.has(key)) {
      return {
        kind: "unreadable",
        cause: { code: "object-denied", bucket, key, right: "s3:GetObject", error: "AccessDenied" },
      };
    }
    const bytes = this.objects.get(key);
    if (!bytes) return { kind: "absent", olderVersion: this.#older.has(key) ? { bucket, key, version: "1" } : null };
    const etag = createHash("md5").update(bytes).digest("hex");
    if (etag === known) return { kind: "unchanged", etag };
    this.reads += 1;
    return { bytes, etag };
  }
}

function unreadable(of: Omit<Extract<VerdictCause, { code: "file-unreadable" }>, "code">): Artifact<never> {
  return { kind: "unreadable", cause: { code: "file-unreadable", ...of } };
}
