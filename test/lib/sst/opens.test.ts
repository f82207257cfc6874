import { randomBytes } from "node:crypto";
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { gzipLikeNonce, newPassphrase, secretsFile, stateFile } from "../../../lib/local/sst-files.ts";
import { opensSecrets, opensState } from "../../../lib/sst/opens.ts";
import { Passphrase } from "../../../lib/sst/passphrase.ts";
import { type PresentSecrets, parseSecretsFile } from "../../../lib/sst/secrets-file.ts";
import { type PresentState, parseStateFile } from "../../../lib/sst/state-file.ts";
import { sstFixture } from "../../support/sst-fixtures.ts";

async function presentState(stored: Buffer | undefined): Promise<PresentState> {
  const state = await parseStateFile(stored ?? Buffer.alloc(0));
  if (state.kind !== "present") throw new Error(`the state is ${state.kind}`);
  return state;
}

async function presentSecrets(stored: Buffer | undefined): Promise<PresentSecrets> {
  const secrets = await parseSecretsFile(stored ?? Buffer.alloc(0));
  if (secrets.kind !== "present") throw new Error(`the secrets are ${secrets.kind}`);
  return secrets;
}

const withSuffix = (passphrase: Passphrase, suffix: string) => new Passphrase(passphrase.reveal() + suffix);

test.each(["plain", "bare", "secrets"] as const)(
  "the state of the fixture %s opens to its own passphrase only",
  async (name) => {
    const { state: stored, passphrase, wrong } = sstFixture(name);
    const state = await presentState(stored);
    const answers = await Promise.all([passphrase, ...wrong].map((value) => opensState(state, value)));
    expect(answers).toEqual([true, ...wrong.map(() => false)]);
  },
);

test.each(["fallback", "secrets"] as const)(
  "the secrets of the fixture %s open to their own passphrase only",
  async (name) => {
    const { secrets: stored, passphrase, wrong } = sstFixture(name);
    const secrets = await presentSecrets(stored);
    expect([passphrase, ...wrong].map((value) => opensSecrets(secrets, value))).toEqual([
      true,
      ...wrong.map(() => false),
    ]);
  },
);

test("a trailing newline opens the secrets but not the state", async () => {
  const { state, secrets, passphrase } = sstFixture("secrets");
  const spelled = withSuffix(passphrase, "\n");
  expect(opensSecrets(await presentSecrets(secrets), spelled)).toBe(true);
  expect(await opensState(await presentState(state), spelled)).toBe(false);
});

test("a state may have any text for a passphrase", async () => {
  const text = "correct horse – 電池";
  expect(await opensState(await presentState(await stateFile(text)), new Passphrase(text))).toBe(true);
  expect(opensSecrets(await presentSecrets(secretsFile(newPassphrase())), new Passphrase(text))).toBe(false);
});

test("a state that SST sealed anew under another passphrase opens to that one only", async () => {
  const [older, newer] = [newPassphrase(), newPassphrase()];
  const state = await presentState(await stateFile(newer, { gzip: true }));
  const answers = await Promise.all([older, newer].map((value) => opensState(state, new Passphrase(value))));
  expect(answers).toEqual([false, true]);
});

test("a salt line opens only where the word under it is Pulumi's", async () => {
  const passphrase = newPassphrase();
  // Sealed under the right key, but another word: the link's encrypted value in place of the known word.
  const file = JSON.parse((await stateFile(passphrase, { secret: "pulu" })).toString());
  const { secrets_providers, resources } = file.checkpoint.latest;
  const [version, salt] = secrets_providers.state.salt.split(":");
  secrets_providers.state.salt = `${version}:${salt}:${resources[1].outputs.properties.password.ciphertext}`;
  const state = await presentState(Buffer.from(JSON.stringify(file)));
  expect(await opensState(state, new Passphrase(passphrase))).toBe(false);
});

test.each([16, 24, 32])(
  "secrets open under a key of %i bytes, plain, compressed, or beginning as gzip does",
  async (bytes) => {
    const key = randomBytes(bytes).toString("base64");
    const files = [secretsFile(key), secretsFile(key, { gzip: true }), secretsFile(key, { nonce: gzipLikeNonce() })];
    for (const file of files) {
      const secrets = await presentSecrets(file);
      expect(opensSecrets(secrets, new Passphrase(key))).toBe(true);
      expect(opensSecrets(secrets, new Passphrase(newPassphrase()))).toBe(false);
    }
  },
);

test("secrets open where any reading of the file does", () => {
  const [value, other] = [newPassphrase(), newPassphrase()];
  const readings = [secretsFile(other), secretsFile(value)];
  expect(opensSecrets({ kind: "present", readings }, new Passphrase(value))).toBe(true);
  expect(opensSecrets({ kind: "present", readings }, new Passphrase(newPassphrase()))).toBe(false);
});

test("secrets with one changed bit open to nothing", async () => {
  const { secrets: stored = Buffer.alloc(0), passphrase } = sstFixture("secrets");
  for (const at of stored.keys()) {
    const touched = Buffer.from(stored);
    touched[at] = (touched[at] ?? 0) ^ 1;
    expect(opensSecrets(await presentSecrets(touched), passphrase)).toBe(false);
  }
});

test("a passphrase that SST could not decode opens no secrets, whatever Node would make of it", async () => {
  const key = Buffer.alloc(32, 0xfb).toString("base64");
  const secrets = await presentSecrets(secretsFile(key));
  const urlSafe = key.replaceAll("+", "-").replaceAll("/", "_");
  const spellings = [urlSafe, key.replace("=", ""), ` ${key}`, `${key} `, `${key}=`, `"${key}"`];
  expect(opensSecrets(secrets, new Passphrase(key))).toBe(true);
  for (const spelling of spellings) {
    expect(Buffer.from(spelling, "base64").length).toBeLessThanOrEqual(32);
    expect(opensSecrets(secrets, new Passphrase(spelling))).toBe(false);
  }
});

test.each([0, 15, 17, 31, 33, 64])("a passphrase of %i bytes opens no secrets, and is no error", async (bytes) => {
  const passphrase = new Passphrase(Buffer.alloc(bytes).toString("base64"));
  expect(opensSecrets(await presentSecrets(secretsFile(newPassphrase())), passphrase)).toBe(false);
});

test("nothing that is handed on shows a passphrase or what it opens", async () => {
  const value = newPassphrase();
  const state = await presentState(await stateFile(value, { secret: "open sesame" }));
  const secrets = await presentSecrets(secretsFile(value, { secrets: { Foo: "open sesame" }, gzip: true }));
  const passphrase = new Passphrase(value);
  const answers = [await opensState(state, passphrase), opensSecrets(secrets, passphrase)];
  expect(answers).toEqual([true, true]);

  const handedOn = { state, secrets, passphrase, answers };
  const shown = [inspect(handedOn, { depth: null, showHidden: true, maxArrayLength: null }), JSON.stringify(handedOn)];
  const bytes = [state.salt, state.nonce, state.sealed, ...secrets.readings].map((part) => part.toString("latin1"));
  for (const text of [...shown, ...bytes]) {
    expect(text).not.toContain(value);
    expect(text).not.toContain("sesame");
  }
});

test("the work for a state rejects without a word of the passphrase where it cannot be done", async () => {
  const state = { ...(await presentState(sstFixture("plain").state)), salt: null as unknown as Buffer };
  const error = await opensState(state, new Passphrase("open sesame")).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Error);
  expect(inspect(error, { depth: null, showHidden: true })).not.toContain("sesame");
});
