import { inspect } from "node:util";

const REDACTED = "[passphrase]";

/**
 * The value of a passphrase parameter, as a type that cannot be printed by accident: text, JSON and
 * `console.log` of it show only a placeholder. `reveal()` is the one way out, so that a search for it
 * finds every place where a value leaves.
 */
export class Passphrase {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Call it only where the value goes straight into AWS or a cipher. */
  reveal(): string {
    return this.#value;
  }

  /** True where both hold the same text. */
  equals(other: Passphrase): boolean {
    return this.#value === other.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}
