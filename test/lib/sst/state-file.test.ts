import { expect, test } from "vitest";
import { gzipped, newPassphrase, stateFile, undeployedStateFile } from "../../../lib/local/sst-files.ts";
import { parseStateFile } from "../../../lib/sst/state-file.ts";
import { sstFixture } from "../../support/sst-fixtures.ts";

const PLAIN: Buffer = sstFixture("plain").state ?? Buffer.alloc(0);

/** The real state with something changed in it. */
// biome-ignore lint/suspicious/noExplicitAny: the tests reach into the file's JSON
function changed(change: (file: any) => void): Buffer {
  const file = JSON.parse(PLAIN.toString());
  change(file);
  return Buffer.from(JSON.stringify(file));
}

test("finds the salt in what Pulumi wrote", async () => {
  expect(await parseStateFile(PLAIN)).toEqual({
    kind: "present",
    salt: Buffer.from("gNQJ9OAc0Jw=", "base64"),
    nonce: Buffer.from("791L7zJa/5xtO83G", "base64"),
    sealed: Buffer.from("IDifpbQ6YprsQDYN0kFL3ioLZDUnLw==", "base64"),
  });
});

test("finds the same salt where the state is compressed", async () => {
  expect(await parseStateFile(gzipped(PLAIN))).toEqual(await parseStateFile(PLAIN));
});

test("reads a state of format version 4, which Pulumi writes where a newer feature is in use", async () => {
  const state = changed((file) => Object.assign(file, { version: 4, features: ["refreshBeforeUpdate"] }));
  expect(await parseStateFile(state)).toEqual(await parseStateFile(PLAIN));
});

test("keeps no resource of a state in memory", async () => {
  expect(Object.keys(await parseStateFile(PLAIN))).toEqual(["kind", "salt", "nonce", "sealed"]);
});

test.each([
  ["after a plain remove", () => sstFixture("removed").state ?? Buffer.alloc(0)],
  ["after a remove of a compressed stage", () => stateFile(newPassphrase(), { resources: false, gzip: true })],
  ["where nothing was ever deployed", () => undeployedStateFile()],
  ["where the latest deployment is null", () => changed((file) => (file.checkpoint.latest = null))],
  ["where the resources are an empty list", () => changed((file) => (file.checkpoint.latest.resources = []))],
  ["where the resources are null", () => changed((file) => (file.checkpoint.latest.resources = null))],
])("is empty %s", async (_, make) => {
  expect(await parseStateFile(await make())).toEqual({ kind: "empty" });
});

test("is not empty where an operation was cut off and left its resource", async () => {
  const state = changed(({ checkpoint: { latest } }) => {
    latest.pending_operations = [{ resource: latest.resources.pop(), type: "creating" }];
    delete latest.resources;
  });
  expect(await parseStateFile(state)).toMatchObject({ kind: "present" });
});

const NO_JSON = "not-json";
const NO_CHECKPOINT = "not-a-checkpoint";
const NEW_VERSION = "unknown-version";
const NO_LIST = "bad-resources";
const MENTIONS = "hidden-resources";
const NO_PROVIDER = "no-secrets-provider";
const NO_PASSPHRASE = "not-passphrase";
const NO_SALT = "bad-salt";
// biome-ignore lint/suspicious/noExplicitAny: as above
const provider = (change: (provider: any) => void) =>
  changed((file) => change(file.checkpoint.latest.secrets_providers));
const salt = (line: unknown) => provider(({ state }) => (state.salt = line));

test.each([
  ["has no bytes", Buffer.alloc(0), NO_JSON],
  ["is no JSON", Buffer.from("<html>"), NO_JSON],
  ["is cut short", PLAIN.subarray(0, -20), NO_JSON],
  ["is null", Buffer.from("null"), NO_JSON],
  ["is a list", Buffer.from("[]"), NO_JSON],
  ["is nested without end", Buffer.from("[".repeat(1_000_000)), NO_JSON],
  ["is an object of another kind", Buffer.from("{}"), NO_CHECKPOINT],
  ["has a checkpoint of another kind", changed((file) => (file.checkpoint = [])), NO_CHECKPOINT],
  ["has a checkpoint without its stack", changed((file) => delete file.checkpoint.stack), NO_CHECKPOINT],
  ["comes from the future", changed((file) => (file.version = 5)), NEW_VERSION],
  ["comes from the past", changed((file) => (file.version = 2)), NEW_VERSION],
  ["has a version in words", changed((file) => (file.version = "3")), NEW_VERSION],
  ["has a text for a deployment", changed((file) => (file.checkpoint.latest = "x")), "bad-deployment"],
  ["has an object for resources", changed((file) => (file.checkpoint.latest.resources = {})), NO_LIST],
  ["has a text for pending operations", changed((file) => (file.checkpoint.latest.pending_operations = "x")), NO_LIST],
  [
    "has its resources under another name",
    Buffer.from(PLAIN.toString().replace('"resources"', '"resourceS"')),
    MENTIONS,
  ],
  ["names no secrets provider", changed((file) => delete file.checkpoint.latest.secrets_providers), NO_PROVIDER],
  ["is encrypted with a cloud's key", provider((it) => (it.type = "cloud")), NO_PASSPHRASE],
  ["has no secrets provider's state", provider((it) => delete it.state), NO_SALT],
  ["has no salt", salt(undefined), NO_SALT],
  ["has a number for a salt", salt(5), NO_SALT],
  [
    "has a salt of another version",
    salt("v2:gNQJ9OAc0Jw=:v1:791L7zJa/5xtO83G:IDifpbQ6YprsQDYN0kFL3ioLZDUnLw=="),
    NO_SALT,
  ],
  [
    "has a seal of another version",
    salt("v1:gNQJ9OAc0Jw=:v2:791L7zJa/5xtO83G:IDifpbQ6YprsQDYN0kFL3ioLZDUnLw=="),
    NO_SALT,
  ],
  ["has a salt of four parts", salt("v1:gNQJ9OAc0Jw=:v1:791L7zJa/5xtO83G"), NO_SALT],
  ["has a salt of six parts", salt("v1:gNQJ9OAc0Jw=:v1:791L7zJa/5xtO83G:IDifpbQ6YprsQDYN0kFL3ioLZDUnLw==:"), NO_SALT],
  ["has no bytes for a salt", salt("v1::v1:791L7zJa/5xtO83G:IDifpbQ6YprsQDYN0kFL3ioLZDUnLw=="), NO_SALT],
  [
    "has a salt that is no base64",
    salt("v1:gNQJ9OAc0Jw:v1:791L7zJa/5xtO83G:IDifpbQ6YprsQDYN0kFL3ioLZDUnLw=="),
    NO_SALT,
  ],
  ["has a nonce of 9 bytes", salt("v1:gNQJ9OAc0Jw=:v1:791L7zJa/5xt:IDifpbQ6YprsQDYN0kFL3ioLZDUnLw=="), NO_SALT],
  [
    "has a seal over another word's length",
    salt("v1:gNQJ9OAc0Jw=:v1:791L7zJa/5xtO83G:IDifpbQ6YprsQDYN0kFL3ioLZDUn"),
    NO_SALT,
  ],
  [
    "has a salt without end",
    salt(`v1:${"A".repeat(1_000_000)}:v1:791L7zJa/5xtO83G:IDifpbQ6YprsQDYN0kFL3ioLZDUnLw==`),
    NO_SALT,
  ],
  ["is gzip cut short", gzipped(PLAIN).subarray(0, -20), "bad-gzip"],
  ["is gzip of no JSON", gzipped(Buffer.from("<html>")), NO_JSON],
  ["is over the cap", Buffer.alloc(64 * 2 ** 20 + 1), "too-large"],
])("is unreadable where it %s", async (_, stored, problem) => {
  expect(await parseStateFile(stored)).toEqual({ kind: "unreadable", problem });
});
