import { SHORTEST } from "./forms.ts";

const BASE = 0x01000193;
/** What the byte that leaves the window contributed. */
const LEAVING = Array.from({ length: SHORTEST - 1 }).reduce<number>((power) => Math.imul(power, BASE), 1);

interface Needle<T> {
  form: Buffer;
  of: T;
}

/**
 * Thousands of needles in one pass (Rabin and Karp): a hash of the last 16 bytes rolls over the haystack, and
 * where it is one of the needles' it is looked at closely.
 */
export class Needles<T> {
  readonly #byHash = new Map<number, Needle<T>[]>();
  /** The hashes' upper bits: most places in a haystack are done with after one look. */
  readonly #maybe = new Uint8Array(1 << 19);

  /** @param form of at least 16 bytes */
  add(form: Buffer, of: T): void {
    const hash = hashOf(form.subarray(0, SHORTEST));
    const same = this.#byHash.get(hash);
    if (same) same.push({ form, of });
    else this.#byHash.set(hash, [{ form, of }]);
    this.#maybe[hash >>> 13] = 1;
  }

  /** Calls back for every needle found, with where it begins. */
  find(haystack: Buffer, found: (of: T, at: number) => void): void {
    const maybe = this.#maybe;
    let hash = hashOf(haystack.subarray(0, SHORTEST - 1));
    for (let end = SHORTEST - 1, at = 0; end < haystack.length; end += 1, at += 1) {
      hash = (Math.imul(hash, BASE) + (haystack[end] as number)) | 0;
      if (maybe[hash >>> 13] !== 0) {
        for (const { form, of } of this.#byHash.get(hash) ?? []) {
          if (haystack.subarray(at, at + form.length).equals(form)) found(of, at);
        }
      }
      hash = (hash - Math.imul(haystack[at] as number, LEAVING)) | 0;
    }
  }
}

function hashOf(bytes: Buffer): number {
  return bytes.reduce((hash, byte) => (Math.imul(hash, BASE) + byte) | 0, 0);
}
