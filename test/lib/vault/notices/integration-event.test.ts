import { expect, test } from "vitest";
import { integrationEvent } from "../../../../lib/vault/notices/integration-event.ts";
import { note, point, rowsOf } from "../../../support/ledger-samples.ts";
import { stage } from "../../../support/memory/memory-vault.ts";

const parameter = stage("dev");

/** The event of one entry. */
function event(draft = note()) {
  const [row] = rowsOf(parameter, [draft]);
  return row ? integrationEvent(row.entry) : null;
}

test.each([
  ["created", "Recovery Point Created"],
  ["updated", "Recovery Point Created"],
  ["deleted", "Passphrase Deleted"],
  ["capture-missed", "Capture Missed"],
  ["restored", "Restore Completed"],
  ["restore-refused", "Restore Refused"],
  ["api-call", null],
  ["revealed", null],
] as const)("of an entry %s integrations hear as %j", (type, detailType) => {
  expect(event(note({ type }))?.detailType ?? null).toBe(detailType);
});

test("an event tells where, when, who and which recovery point, and nothing sealed", () => {
  const draft = point(parameter, { version: 3 });
  const actor = { arn: "arn:aws:iam::000000000000:user/dev", proof: "ssm" } as const;
  expect(event({ ...draft, actor })?.detail).toEqual({
    schema: 1,
    account: "000000000000",
    region: "us-east-1",
    app: "shop",
    stage: "dev",
    name: "/sst/passphrase/shop/dev",
    time: "2026-11-22T12:00:00.123Z",
    seq: 1,
    life: 1,
    actor,
    recoveryPoint: "20261122T120000.123Z-3",
    parameterVersion: 3,
  });
});

test("an entry's detail comes along, but cannot pass for something else", () => {
  const detail = { reason: "a test", name: "/sst/passphrase/forged/dev", schema: 2, account: "123456789012", seq: 99 };
  expect(event(note({ type: "restore-refused", detail }))?.detail).toMatchObject({
    reason: "a test",
    name: "/sst/passphrase/shop/dev",
    schema: 1,
    account: "000000000000",
    seq: 1,
  });
});
