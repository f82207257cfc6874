import { beforeEach, describe, expect, test } from "vitest";
import type { CheckQueue } from "../../../lib/vault/ports.ts";

interface QueueParts {
  queue: CheckQueue;
  /** The names that stand in the queue, as verify reads them. */
  drain: () => string[] | Promise<string[]>;
}

/** What every checks queue keeps to; each test gets an empty one. */
export function checksQueueContract(name: string, make: () => QueueParts | Promise<QueueParts>): void {
  describe(`${name} as the checks queue`, () => {
    let parts: QueueParts;
    beforeEach(async () => {
      parts = await make();
    });

    test.each([0, 1, 10, 25])("brings verify each of %i names once", async (count) => {
      const names = Array.from({ length: count }, (_, n) => `/sst/passphrase/shop/pr-${n}`);
      await parts.queue.enqueue(names, "sweep");
      expect((await parts.drain()).sort()).toEqual(names.sort());
    });
  });
}
