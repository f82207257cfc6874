import { beforeEach, describe, expect, test } from "vitest";
import type { Change } from "../../../lib/vault/capture/change.ts";
import type { ChangeQueue } from "../../../lib/vault/ports.ts";

interface QueueParts {
  queue: ChangeQueue;
  /** What stands in the queue, as capture reads it. */
  drain: () => Change[] | Promise<Change[]>;
}

/** What every changes queue keeps to; each test gets an empty one. */
export function changesQueueContract(name: string, make: () => QueueParts | Promise<QueueParts>): void {
  describe(`${name} as the changes queue`, () => {
    let queue: ChangeQueue;
    let drain: QueueParts["drain"];
    beforeEach(async () => {
      ({ queue, drain } = await make());
    });

    test.each([1, 10, 25, 101])("brings capture each of %i changes once", async (count) => {
      const changes = Array.from({ length: count }, (_, n): Change => {
        const hint = { kind: n % 3 ? ("listed" as const) : ("unlisted" as const), at: "2026-11-22T12:00:00.123Z" };
        return { name: `/sst/passphrase/shop/pr-${n}`, hint: { ...hint, source: "sweep" } };
      });
      await queue.enqueue(changes);
      const byName = (all: Change[]) => all.toSorted((a, b) => a.name.localeCompare(b.name));
      expect(byName(await drain())).toEqual(byName(changes));
    });

    test("takes no changes at all in its stride", async () => {
      await queue.enqueue([]);
      expect(await drain()).toEqual([]);
    });
  });
}
