import fc from "fast-check";
import { expect, test } from "vitest";
import { explained } from "../../../../lib/vault/audit/explain.ts";
import { type AuditEvent, EntryType } from "../../../../lib/vault/audit-api.ts";
import { apiCall, auditEvent } from "../../../support/audit-samples.ts";
import { at, explain, joined } from "./explain-scene.ts";

/** Who can write into the ledger's table can write anything for a time: no date, and what only looks like one. */
const NO_TIME = "no time at all";
const TIMES = fc.oneof(
  fc.constantFrom(NO_TIME, "", "2026 ($(reboot))", "+275760-09-13T00:00:00.000Z", "-271821-04-20T00:00:00.000Z"),
  fc.constantFrom(at("10:00:00.000"), at("10:00:00.500"), at("10:00:04.000")),
  fc.string(),
);
const EVENT = fc.record({
  time: TIMES,
  type: fc.constantFrom(...EntryType.options),
  eventName: fc.constantFrom<unknown>("PutParameter", "DeleteParameter", {}),
  observed: fc.boolean(),
});

test("no time an entry may have keeps the others from being told", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(EVENT), async (all) => {
      const events = all.map(({ time, type, ...detail }, seq) => auditEvent({ seq, time, type, detail }));
      const told = await explain(...events);
      expect(told.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    }),
  );
});

test("an entry of no time does not part a change from its call", async () => {
  const change = auditEvent({ seq: 1, time: at("10:00:00.300") });
  const planted = auditEvent({ seq: 2, time: NO_TIME });
  const [first, , call] = await explain(change, planted, apiCall("PutParameter", { seq: 3, time: at("10:00:01.000") }));

  expect(joined(first, call)).toBe(true);
});

test("an entry of no time holds nothing back: what is told is told while more is read", async () => {
  let read = 0;
  async function* source(): AsyncGenerator<AuditEvent> {
    for (const time of [NO_TIME, at("10:00:00.000"), at("10:01:00.000"), at("10:02:00.000")]) {
      yield await Promise.resolve(auditEvent({ seq: ++read, time }));
    }
  }
  const told = explained(source(), "eu-west-1");
  await told.next();
  await told.next();

  expect(read).toBe(3);
});

test("the command that asks who deleted has nothing in it that a time was made to hold", async () => {
  const deleted = (seq: number, time: string, observed: boolean) =>
    auditEvent({ seq, type: "deleted", time, detail: { observed } });
  const [none, dressed, after, found] = await explain(
    deleted(1, NO_TIME, false),
    deleted(2, "2026 ($(reboot))", true),
    deleted(3, "2026-11-22T10:00:00.000Z", true),
    deleted(4, "$(reboot)", true),
  );

  expect(none?.detail.ask).toBeUndefined();
  expect(found?.detail.ask).toBeUndefined();
  for (const event of [dressed, after]) {
    expect(event?.detail.ask).toMatch(/--start-time [\dTZ.:-]+ --end-time [\dTZ.:-]+ --query/);
  }
});
