import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { Passphrase } from "../../../lib/sst/passphrase.ts";
import { VaultError } from "../../../lib/vault/errors.ts";
import type { Sealed } from "../../../lib/vault/ledger/seal.ts";
import type { Opener, Sealer } from "../../../lib/vault/ports.ts";

/** A KMS key in memory: authenticated, bound to the context, 1 to 4,096 bytes a call. */
export class MemoryKey implements Sealer, Opener {
  readonly #key = randomBytes(32);
  /** How many values were opened. */
  opened = 0;

  seal(context: Record<string, string>, value: Passphrase): Promise<Sealed> {
    const plain = Buffer.from(value.reveal());
    const halves = plain.length <= 4096 ? [plain] : [plain.subarray(0, 4096), plain.subarray(4096)];
    return Promise.resolve({
      context,
      parts: halves.map((half, n) => this.#encrypt(half, numbered(context, n, halves))),
    });
  }

  // biome-ignore lint/suspicious/useAwait: what it throws, it rejects with
  async open({ parts, context }: Sealed): Promise<Passphrase> {
    this.opened += 1;
    const plain = Buffer.concat(parts.map((part, n) => this.#decrypt(part, numbered(context, n, parts))));
    return new Passphrase(plain.toString());
  }

  #encrypt(plain: Uint8Array, context: Record<string, string>): Uint8Array {
    if (plain.length < 1 || plain.length > 4096) throw new Error("ValidationException: 1 to 4,096 bytes");
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", this.#key, nonce).setAAD(aad(context));
    return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }

  #decrypt(blob: Uint8Array, context: Record<string, string>): Buffer {
    const decipher = createDecipheriv("aes-256-gcm", this.#key, blob.subarray(0, 12)).setAAD(aad(context));
    try {
      decipher.setAuthTag(blob.subarray(-16));
      return Buffer.concat([decipher.update(blob.subarray(12, -16)), decipher.final()]);
    } catch {
      throw new VaultError("Damaged", "the key does not open this");
    }
  }
}

/** Parts are bound to their places, as the vault's key binds them. */
function numbered(context: Record<string, string>, part: number, { length }: Uint8Array[]): Record<string, string> {
  return length === 1 ? context : { ...context, part: String(part + 1) };
}

function aad(context: Record<string, string>): Buffer {
  return Buffer.from(JSON.stringify(Object.entries(context).sort()));
}
