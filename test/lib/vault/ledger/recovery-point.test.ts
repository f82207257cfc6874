import { expect, test } from "vitest";
import { newRecoveryPointId } from "../../../../lib/vault/ledger/recovery-point.ts";

const at = "2026-11-22T01:49:46.123Z";
const none = new Set<string>();

test("a recovery point is called by its time and its version", () => {
  expect(newRecoveryPointId(at, 1, none)).toBe("20261122T014946.123Z-1");
  expect(newRecoveryPointId(at, 100, none)).toBe("20261122T014946.123Z-100");
});

test("ids sort by time", () => {
  const times = ["2025-12-31T23:59:59.999Z", "2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.001Z", at];
  const ids = times.map((time, n) => newRecoveryPointId(time, 9 - n, none));
  expect(ids.toSorted()).toEqual(ids);
});

test("ids stay unique, should two recovery points ever meet in time and version", () => {
  const taken = new Set<string>();
  for (let n = 0; n < 3; n++) taken.add(newRecoveryPointId(at, 1, taken));
  expect([...taken]).toEqual(["20261122T014946.123Z-1", "20261122T014946.123Z-1-2", "20261122T014946.123Z-1-3"]);
});
