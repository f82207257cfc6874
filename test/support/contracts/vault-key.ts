import { beforeAll, describe, expect, test } from "vitest";
import { Passphrase } from "../../../lib/sst/passphrase.ts";
import { sealContext } from "../../../lib/vault/ledger/seal.ts";
import type { Opener, Sealer } from "../../../lib/vault/ports.ts";
import { stage } from "../memory/memory-vault.ts";

/** What every vault key keeps to. */
export function vaultKeyContract(name: string, make: () => (Sealer & Opener) | Promise<Sealer & Opener>): void {
  describe(`${name} as the vault's key`, () => {
    const context = sealContext(stage("dev"), "20261122T120000.123Z-1");
    const short = "c".repeat(44);
    const long = "l".repeat(5000);
    const damaged = { name: "VaultError", code: "Damaged" };
    let key: Sealer & Opener;
    beforeAll(async () => {
      key = await make();
    });

    test.each([1, 44, 4096, 4097, 8192])("opens what it sealed, of %i bytes", async (bytes) => {
      const value = Array.from({ length: bytes }, (_, n) => String.fromCharCode(33 + (n % 90))).join("");
      const sealed = await key.seal(context, new Passphrase(value));
      expect((await key.open(sealed)).reveal()).toBe(value);
      expect(sealed.context).toEqual(context);
      expect(sealed.parts).toHaveLength(bytes > 4096 ? 2 : 1);
      // A single byte may well stand in a ciphertext by chance.
      if (bytes > 8) for (const part of sealed.parts) expect(Buffer.from(part).includes(value.slice(0, 8))).toBe(false);
    });

    test.each([4093, 4094, 4095])("opens text whose character of four bytes starts at byte %i", async (before) => {
      const value = `${"x".repeat(before)}👩‍🚀${"é".repeat(100)}`;
      const sealed = await key.seal(context, new Passphrase(value));
      expect((await key.open(sealed)).reveal()).toBe(value);
    });

    test("never seals the same value alike", async () => {
      const blobs = await Promise.all([1, 2, 3].map(() => key.seal(context, new Passphrase(short))));
      expect(new Set(blobs.map(({ parts }) => Buffer.concat(parts).toString("hex"))).size).toBe(3);
    });

    test("opens nothing under another context, be it by one value, one pair more or one pair less", async () => {
      const { parts } = await key.seal(context, new Passphrase(short));
      const { v: _, ...less } = context;
      const others = [{ ...context, recoveryPoint: "20261122T120000.123Z-2" }, { ...context, part: "1" }, less, {}];
      for (const other of others) await expect(key.open({ parts, context: other })).rejects.toMatchObject(damaged);
      const reordered = Object.fromEntries(Object.entries(context).reverse());
      expect((await key.open({ parts, context: reordered })).reveal()).toBe(short);
    });

    test("opens nothing of which a single byte was changed", async () => {
      const sealed = await key.seal(context, new Passphrase(short));
      const { length } = sealed.parts[0] ?? [];
      for (const at of [Math.floor(length / 2), length - 1]) {
        const parts = sealed.parts.map((part) => part.map((byte, n) => (n === at ? byte ^ 1 : byte)));
        await expect(key.open({ ...sealed, parts })).rejects.toMatchObject(damaged);
      }
    });

    test("opens no value whose two parts changed places, are of two values, or are not both there", async () => {
      const sealed = await key.seal(context, new Passphrase(long));
      const [first, second] = sealed.parts as [Uint8Array, Uint8Array];
      const other = await key.seal({ ...context, recoveryPoint: "20261122T120000.123Z-2" }, new Passphrase(long));
      const [, foreign] = other.parts as [Uint8Array, Uint8Array];
      const puzzles = [[second, first], [first, foreign], [first, first], [first], [second]];
      for (const parts of puzzles) await expect(key.open({ ...sealed, parts })).rejects.toMatchObject(damaged);
    });
  });
}
