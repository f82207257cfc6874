import { createHash } from "node:crypto";
import { FALLBACK_STAGE } from "../../../lib/sst/names.ts";
import { type PresentSecrets, parseSecretsFile } from "../../../lib/sst/secrets-file.ts";
import { type PresentState, parseStateFile } from "../../../lib/sst/state-file.ts";
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

  bucket() {
    return Promise.resolve(this.name ? { bucket: this.name } : { unreadable: "there is no /sst/bootstrap" });
  }

  async state(_: string, app: string, stage: string, known: string | null): Promise<Artifact<PresentState> | null> {
    if (stage === FALLBACK_STAGE) return null;
    const found = this.#read(`app/${app}/${stage}.json`, known);
    if (!("bytes" in found)) return found;
    const file = await parseStateFile(found.bytes);
    if (file.kind === "unreadable") return file;
    return file.kind === "empty" ? { ...file, etag: found.etag } : { kind: "present", file, etag: found.etag };
  }

  async secrets(_: string, app: string, stage: string, known: string | null): Promise<Artifact<PresentSecrets> | null> {
    const found = this.#read(`secret/${app}/${stage}.json`, known);
    if (!("bytes" in found)) return found;
    const file = await parseSecretsFile(found.bytes);
    return file.kind === "present" ? { kind: "present", file, etag: found.etag } : file;
  }

  locked(_: string, app: string, stage: string): Promise<boolean> {
    return Promise.resolve(this.objects.has(`lock/${app}/${stage}.json`));
  }

  #read(
    key: string,
    known: string | null,
  ): Exclude<Artifact<never>, { kind: "present" }> | { bytes: Buffer; etag: string } {
    if (this.unreadable.has(key)) return { kind: "unreadable", reason: `may not read ${key}` };
    const bytes = this.objects.get(key);
    if (!bytes) return { kind: "absent", olderVersion: this.#older.has(key) ? `${key} version 1` : null };
    const etag = createHash("md5").update(bytes).digest("hex");
    if (etag === known) return { kind: "unchanged", etag };
    this.reads += 1;
    return { bytes, etag };
  }
}
