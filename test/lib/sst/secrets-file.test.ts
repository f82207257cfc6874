import { expect, test } from "vitest";
import { gzipLikeNonce, gzipped, newPassphrase, secretsFile } from "../../../lib/local/sst-files.ts";
import { parseSecretsFile } from "../../../lib/sst/secrets-file.ts";
import { sstFixture } from "../../support/sst-fixtures.ts";

const REAL: Buffer = sstFixture("secrets").secrets ?? Buffer.alloc(0);

test("reads what SST wrote as it is", async () => {
  expect(await parseSecretsFile(REAL)).toEqual({ kind: "present", readings: [REAL] });
});

test("reads a compressed file decompressed first", async () => {
  const stored = gzipped(REAL);
  expect(await parseSecretsFile(stored)).toEqual({ kind: "present", readings: [REAL, stored] });
});

test("reads a file as it is whose nonce begins as gzip does", async () => {
  const stored = secretsFile(newPassphrase(), { nonce: gzipLikeNonce() });
  expect(await parseSecretsFile(stored)).toEqual({ kind: "present", readings: [stored] });
});

test("reads the smallest file that SST writes, without any secret", async () => {
  const stored = secretsFile(newPassphrase(), { secrets: {} });
  expect(await parseSecretsFile(stored)).toEqual({ kind: "present", readings: [stored] });
});

const TOO_SHORT = "too-short";

test.each([
  ["has no bytes", Buffer.alloc(0), TOO_SHORT],
  ["is shorter than nonce and tag", REAL.subarray(0, 27), TOO_SHORT],
  ["is gzip's first bytes", gzipped(REAL).subarray(0, 2), TOO_SHORT],
  ["is gzip cut short", gzipped(REAL).subarray(0, -1), "bad-gzip"],
  ["is over the cap", Buffer.alloc(64 * 2 ** 20 + 1), "too-large"],
  ["is over the cap decompressed", gzipped(Buffer.alloc(64 * 2 ** 20 + 1)), "too-large"],
])("is unreadable where it %s", async (_, stored, problem) => {
  expect(await parseSecretsFile(stored)).toEqual({ kind: "unreadable", problem });
});
