import { expect, test } from "vitest";
import { figuresOf, measuresOf } from "../../../../lib/vault/status/figures.ts";
import type { LiveRow } from "../../../../lib/vault/status/live-row.ts";
import { sampleLive } from "../../../support/ledger-samples.ts";
import { stage } from "../../../support/memory/memory-vault.ts";
import { sampleProof } from "../../../support/proof-samples.ts";

const NOW = new Date("2026-11-24T12:00:00.000Z");
const AT = "2026-11-24T06:00:00.000Z";
const live = (name: string, rest: Partial<LiveRow> = {}) => sampleLive(stage(name), 1, rest);
const deleted = (name: string) => live(name, { live: false, livePoint: null });
const proof = (name: string, verdict: "ok" | "lost" | "split" | "recoverable" | "retired" | "unproven", at = AT) =>
  sampleProof(stage(name), at, { verdict });

test("an empty vault has nothing to worry about", () => {
  expect(figuresOf([], [])).toMatchObject({ stages: 0, broken: 0, unproven: 0, oldestTest: null, verdicts: {} });
  expect(measuresOf(figuresOf([], []), NOW).oldestTestHours).toBe(0);
});

test("stages and values that are not in the vault count while they are live", () => {
  const rows = [live("kept"), live("unread", { livePoint: null }), deleted("gone")];
  const { stages, unprotected } = figuresOf(rows, []);
  expect(stages).toBe(2);
  expect(unprotected.map(({ name }) => name)).toEqual([stage("unread").name]);
});

test("what cannot be read with its live value is broken, deleted or not", () => {
  const rows = [live("a"), live("b"), live("c"), deleted("d"), live("e"), live("f")];
  const proofs = [proof("a", "recoverable"), proof("b", "split"), proof("c", "ok"), proof("d", "lost")];
  expect(figuresOf(rows, [...proofs, proof("e", "retired")])).toMatchObject({
    broken: 3,
    verdicts: { recoverable: 1, split: 1, ok: 1, lost: 1, retired: 1, unproven: 1 },
  });
});

test("what is live is unproven where no test told what it opens, unless there is nothing to open yet", () => {
  const rows = ["ok", "retired", "unproven", "recoverable", "new", "orphan"].map((name) => live(name));
  const proofs = (["ok", "retired", "unproven", "recoverable"] as const).map((verdict) => proof(verdict, verdict));
  const orphan = sampleProof(stage("orphan"), AT, { verdict: "unproven", cause: { code: "nothing-to-test" } });
  expect(figuresOf([...rows, deleted("gone")], [...proofs, orphan]).unproven).toBe(2);
});

test("the oldest test is one of a live parameter; one that never was tested counts from its capture", () => {
  const proofs = [proof("old", "ok", "2026-11-23T00:00:00.000Z"), proof("gone", "lost", "2026-01-01T00:00:00.000Z")];
  const tested = [live("old"), live("new"), deleted("gone")];
  const both = [...proofs, proof("new", "ok")];
  expect(figuresOf(tested, both).oldestTest).toEqual({ name: stage("old").name, at: "2026-11-23T00:00:00.000Z" });
  expect(measuresOf(figuresOf(tested, both), NOW).oldestTestHours).toBe(36);
  // Captured on the 22nd (the sample's), so before both tests.
  expect(figuresOf([...tested, live("never")], both).oldestTest?.name).toBe(stage("never").name);
  expect(figuresOf([live("unread", { latest: null })], []).oldestTest).toBeNull();
});
