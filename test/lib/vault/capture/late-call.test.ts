import { describe, expect, test } from "vitest";
import { explains } from "../../../../lib/vault/capture/seconds.ts";
import { changed, heard, MINUTE, name, put, story, vault } from "./api-call-scene.ts";

describe("a call that took a while, of which a trail tells when it was completed,", () => {
  /** A write at the very end of a second, gone when the trail tells of the call, which took so long. */
  const told = async (milliseconds: number) => {
    vault.clock.advance(999);
    vault.store.userPut(name, "one");
    const completed = vault.clock.now().getTime() + milliseconds;
    await changed();
    vault.clock.advance(MINUTE);
    vault.store.userDelete(name);
    await changed();
    vault.clock.advance(5 * MINUTE);
    await heard({ ...put, time: new Date(Math.floor(completed / 1000) * 1000).toISOString() });
    return story();
  };

  test.each([100, 900, 1100, 1900])(
    "%d ms, is the call of the version that is kept: nothing was missed",
    async (ms) => {
      expect(await told(ms)).toEqual(["created 1", "deleted 1", "api-call 1"]);
    },
  );

  test("longer than any, is of a value that nobody kept", async () => {
    expect(await told(3100)).toEqual(["created 1", "deleted 1", "capture-missed 1", "api-call 1"]);
  });
});

describe("what an event tells of", () => {
  const at = "2026-11-22T12:00:10.000Z";
  test.each([
    { time: "2026-11-22T12:00:08.999Z", event: false, call: true },
    { time: "2026-11-22T12:00:07.999Z", event: false, call: false },
    { time: "2026-11-22T12:00:09.000Z", event: true, call: true },
    { time: "2026-11-22T12:00:11.999Z", event: true, call: true },
    { time: "2026-11-22T12:00:12.000Z", event: false, call: false },
  ])(
    "is the version of $time: $event; and what a call tells of, which is told late: $call",
    ({ time, event, call }) => {
      expect(explains(time, { kind: "update", at, source: "event" })).toBe(event);
      expect(explains(time, { kind: "update", at, lateSeconds: 1, source: "event" })).toBe(call);
    },
  );
});
