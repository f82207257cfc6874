// Makes what SST and Pulumi store, for the cases that test/fixtures/sst lacks. A stage is split where its two files are
// made with different passphrases, and re-salted where its state is made again.

import { type CipherGCMTypes, createCipheriv, pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";

const deriveKey = promisify(pbkdf2);

export interface StateOptions {
  /** @default "shop" */
  app?: string;
  /** @default "prod" */
  stage?: string;
  /** A plain `sst remove` leaves no resources, but the salt. @default true */
  resources?: boolean;
  /** What the state keeps encrypted. @default "hunter2" */
  secret?: string;
  /** As with `state.compress`. @default false */
  gzip?: boolean;
}

export interface SecretsOptions {
  /** @default { Foo: "hunter2" } */
  secrets?: Record<string, string>;
  /** 12 bytes. @default random */
  nonce?: Buffer;
  /** As with `state.compress`. @default false */
  gzip?: boolean;
}

/** A passphrase as SST makes one. */
export function newPassphrase(): string {
  return randomBytes(32).toString("base64");
}

/** A state file under that passphrase and a salt of its own. Takes one PBKDF2. */
export async function stateFile(passphrase: string, options: StateOptions = {}): Promise<Buffer> {
  const { app = "shop", stage = "prod", resources = true, secret = "hunter2", gzip = false } = options;
  const salt = randomBytes(8);
  const key = await deriveKey(passphrase, salt, 1_000_000, 32, "sha256");
  const deployment = {
    manifest: { time: "2026-11-22T22:13:41.188122122Z", magic: "887a8edb9fda410e", version: "v3.215.0" },
    secrets_providers: {
      type: "passphrase",
      state: { salt: `v1:${salt.toString("base64")}:${sealText(key, "pulumi")}` },
    },
    ...(resources && { resources: [stack(app, stage), link(app, stage, sealText(key, JSON.stringify(secret)))] }),
    metadata: {},
  };
  return checkpoint({ stack: `organization/${app}/${stage}`, latest: deployment }, gzip);
}

/** What `pulumi stack init` leaves where nothing was ever deployed. */
export function undeployedStateFile({ app = "shop", stage = "prod", gzip = false }: StateOptions = {}): Buffer {
  return checkpoint({ stack: `organization/${app}/${stage}` }, gzip);
}

/** A secrets file under that passphrase, which must be base64 of 16, 24 or 32 bytes. */
export function secretsFile(passphrase: string, options: SecretsOptions = {}): Buffer {
  const { secrets = { Foo: "hunter2" }, nonce = randomBytes(12), gzip = false } = options;
  const file = Buffer.concat([nonce, seal(Buffer.from(passphrase, "base64"), nonce, JSON.stringify(secrets))]);
  return gzip ? gzipped(file) : file;
}

/** A nonce that an uncompressed secrets file cannot have without being taken for gzip by SST. */
export function gzipLikeNonce(): Buffer {
  return Buffer.concat([Buffer.from([0x1f, 0x8b]), randomBytes(10)]);
}

/** Gzip as Go writes it: the header says neither time nor system. */
export function gzipped(bytes: Buffer): Buffer {
  const file = gzipSync(bytes);
  file[8] = 0;
  file[9] = 0xff;
  return file;
}

function checkpoint(content: object, gzip: boolean): Buffer {
  const file = Buffer.from(JSON.stringify({ version: 3, checkpoint: content }, null, 4));
  return gzip ? gzipped(file) : file;
}

function stack(app: string, stage: string) {
  const type = "pulumi:pulumi:Stack";
  return { urn: `urn:pulumi:${stage}::${app}::${type}::${app}-${stage}`, custom: false, type };
}

function link(app: string, stage: string, ciphertext: string) {
  const type = "sst:sst:LinkRef";
  // The key is Pulumi's mark for a value of a special kind, its value says: a secret.
  const password = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext };
  return {
    urn: `urn:pulumi:${stage}::${app}::${type}::DbLinkRef`,
    custom: false,
    type,
    outputs: { target: "Db", properties: { host: "db.example.test", password, type: "sst.sst.Linkable" } },
  };
}

function sealText(key: Buffer, text: string): string {
  const nonce = randomBytes(12);
  return `v1:${nonce.toString("base64")}:${seal(key, nonce, text).toString("base64")}`;
}

/** Ciphertext, then tag. */
function seal(key: Buffer, nonce: Buffer, text: string): Buffer {
  const cipher = createCipheriv(`aes-${key.length * 8}-gcm` as CipherGCMTypes, key, nonce);
  return Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
}
