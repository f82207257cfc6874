import { beforeEach, describe, expect, test } from "vitest";
import { newPassphrase, secretsFile, stateFile, undeployedStateFile } from "../../../lib/local/sst-files.ts";
import type { ArtifactReader } from "../../../lib/vault/ports.ts";

interface BucketParts {
  reader: ArtifactReader;
  bucket: string;
  put: (key: string, bytes: Buffer) => void | Promise<void>;
  /** Deletes an object; with all its versions, as SST's purge does. */
  remove: (key: string, versions: boolean) => void | Promise<void>;
}

/** What every reader of SST's files keeps to; each test gets an empty, versioned bucket. */
export function stateBucketContract(name: string, make: () => BucketParts | Promise<BucketParts>): void {
  describe(`${name} as SST's state bucket`, () => {
    let parts: BucketParts;
    beforeEach(async () => {
      parts = await make();
    });
    const state = (stage: string, known: string | null = null) =>
      parts.reader.state(parts.bucket, "shop", stage, known);
    const secrets = (stage: string, known: string | null = null) =>
      parts.reader.secrets(parts.bucket, "shop", stage, known);

    test("gives both files, and not again while they are unchanged", async () => {
      const passphrase = newPassphrase();
      const stored = await stateFile(passphrase);
      await parts.put("app/shop/dev.json", stored);
      await parts.put("secret/shop/dev.json", secretsFile(passphrase));

      const before = await state("dev");
      expect(before).toMatchObject({ kind: "present", file: { kind: "present", salt: expect.any(Buffer) } });
      const etag = before?.kind === "present" ? before.etag : expect.fail();
      expect(await state("dev", etag)).toEqual({ kind: "unchanged", etag });
      const sealed = await secrets("dev");
      expect(sealed).toMatchObject({ kind: "present", file: { readings: [expect.any(Buffer)] } });
      expect(sealed).not.toMatchObject({ etag });

      await parts.put("app/shop/dev.json", undeployedStateFile());
      expect(await state("dev", etag)).toEqual({ kind: "empty", etag: expect.not.stringContaining(etag) });
    });

    test("knows _fallback by its secrets alone", async () => {
      await parts.put("app/shop/_fallback.json", undeployedStateFile());
      await parts.put("secret/shop/_fallback.json", secretsFile(newPassphrase()));
      expect(await state("_fallback")).toBeNull();
      expect(await secrets("_fallback")).toMatchObject({ kind: "present" });
    });

    test("tells what was deleted by hand, and can be brought back, from what never was or is purged", async () => {
      for (const stage of ["deleted", "purged"]) await parts.put(`app/shop/${stage}.json`, undeployedStateFile());
      await parts.remove("app/shop/deleted.json", false);
      await parts.remove("app/shop/purged.json", true);
      await parts.put("app/shop/never.json.bak", undeployedStateFile());
      const key = "app/shop/deleted.json";
      const olderVersion = { bucket: parts.bucket, key, version: expect.stringMatching(/^\S+$/) };
      expect(await state("deleted")).toEqual({ kind: "absent", olderVersion });
      expect(await state("deleted", "an etag")).toEqual({ kind: "absent", olderVersion });
      for (const stage of ["purged", "never"]) {
        expect(await state(stage)).toEqual({ kind: "absent", olderVersion: null });
      }
    });

    test("takes no file that it does not understand for absent, and does not quote it", async () => {
      await parts.put("app/shop/dev.json", Buffer.from('{"scrambled'));
      await parts.put("secret/shop/dev.json", Buffer.from("scrambled"));
      const { bucket } = parts;
      const unreadable = (artifact: string, key: string, problem: string) => {
        return { kind: "unreadable", cause: { code: "file-unreadable", artifact, bucket, key, problem } };
      };
      expect(await state("dev")).toEqual(unreadable("state", "app/shop/dev.json", "not-json"));
      expect(await secrets("dev")).toEqual(unreadable("secrets", "secret/shop/dev.json", "too-short"));
    });

    test("says whether a deploy holds the lock of that very stage", async () => {
      await parts.put("lock/shop/dev.json", Buffer.from("{}"));
      expect(await parts.reader.locked(parts.bucket, "shop", "dev")).toBe(true);
      expect(await parts.reader.locked(parts.bucket, "shop", "de")).toBe(false);
    });
  });
}
