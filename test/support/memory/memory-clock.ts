import type { Clock } from "../../../lib/vault/ports.ts";

/** A clock that stands until it is moved. Sleeping moves it, so that nothing in a test waits. */
export class MemoryClock implements Clock {
  #now: number;

  constructor(start = "2026-11-22T12:00:00.000Z") {
    this.#now = Date.parse(start);
  }

  now(): Date {
    return new Date(this.#now);
  }

  iso(): string {
    return this.now().toISOString();
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }

  sleep(milliseconds: number): Promise<void> {
    this.advance(milliseconds);
    return Promise.resolve();
  }
}
