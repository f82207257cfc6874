import { beforeEach, describe, expect, test, vi } from "vitest";
import { MOST_FAILED } from "../../../../lib/vault/capture/failed-call.ts";
import { expectSoundLedger } from "../../../support/expect-sound-ledger.ts";
import { changed, denied, entries, heard, MINUTE, name, parameter, story, vault } from "./api-call-scene.ts";

const failedCalls = () => entries().filter(({ detail }) => detail.failed === true);
/** So many calls that failed, each its own event. */
const fail = async (from: number, count: number) => {
  const all = [];
  for (let n = from; n < from + count; n++) all.push(await heard({ ...denied, eventId: `denied ${n}` }));
  return all;
};

beforeEach(async () => {
  vault.store.userPut(name, "one");
  await changed();
});

describe("calls that fail again and again", () => {
  test("are recorded until the hour has enough of them; the last one kept says that there may be more", async () => {
    const heard = await fail(0, MOST_FAILED + 5);
    expect(heard.map(({ dropped }) => dropped)).toEqual([
      ...Array.from({ length: MOST_FAILED }, () => null),
      ...Array.from({ length: 5 }, () => "too many"),
    ]);
    expect(failedCalls()).toHaveLength(MOST_FAILED);
    expect(failedCalls().map(({ detail }) => detail.more === true)).toEqual([
      ...Array.from({ length: MOST_FAILED - 1 }, () => false),
      true,
    ]);
    expectSoundLedger(vault, parameter, []);
  });

  test("are recorded again when the hour is over, and a change between is kept like any other", async () => {
    await fail(0, MOST_FAILED + 5);
    vault.store.userPut(name, "two");
    await changed();
    vault.clock.advance(61 * MINUTE);
    await fail(100, 1);
    expect(story().slice(-2)).toEqual(["updated 1", "api-call 1"]);
    expect(failedCalls()).toHaveLength(MOST_FAILED + 1);
  });

  test("are no more than that though they are heard of at many places at once", async () => {
    const ids = Array.from({ length: MOST_FAILED + 10 }, (_, n) => `denied ${n}`);
    await Promise.all(ids.map((eventId) => heard({ ...denied, eventId })));
    expect(failedCalls()).toHaveLength(MOST_FAILED);
    expectSoundLedger(vault, parameter, []);
  });

  test("read no more of a long life than the last hour, once there are enough", async () => {
    await fail(0, MOST_FAILED);
    const tail = vi.spyOn(vault.tables, "tail");
    expect((await fail(100, 1))[0]?.dropped).toBe("too many");
    expect(tail).not.toHaveBeenCalled();
  });
});

test("a call that failed is recorded once, however late its event is delivered again", async () => {
  const time = vault.clock.iso();
  await heard({ ...denied, time });
  vault.clock.advance(300 * MINUTE);
  expect((await heard({ ...denied, time })).dropped).toBe("recorded");
  expect(failedCalls()).toHaveLength(1);
});

test("a call that failed leaves the projection as it was, also of a passphrase that was deleted", async () => {
  const before = vault.tables.lives.get(parameter.arn);
  await fail(0, 1);
  expect(vault.tables.lives.get(parameter.arn)).toEqual({ ...before, seq: 2 });
  vault.clock.advance(MINUTE);
  vault.store.userDelete(name);
  await changed();
  const gone = vault.tables.lives.get(parameter.arn);
  await fail(1, 1);
  expect(vault.tables.lives.get(parameter.arn)).toEqual({ ...gone, seq: 4 });
});
