import { expect, test } from "vitest";
import type { Opens } from "../../../../lib/vault/api.ts";
import type { Evidence, Tried } from "../../../../lib/vault/verify/evidence.ts";
import { whatIsKnown } from "../../../../lib/vault/verify/what-is-known.ts";
import { stage } from "../../../support/memory/memory-vault.ts";
import { sampleProof } from "../../../support/proof-samples.ts";

const tried = (changes: Partial<Tried>): Tried => {
  return {
    kind: "present",
    etag: "e1",
    cause: null,
    olderVersion: null,
    openedBy: new Set(["b"]),
    notOpenedBy: new Set<string>(),
    ...changes,
  };
};

function evidence(opens: Record<string, Opens>, { state = tried({}), secrets = tried({}) } = {}): Evidence {
  return { bucket: "sst-state-shop", state, secrets, opens: new Map(Object.entries(opens)), values: 2 };
}

const last = {
  ...sampleProof(stage("prod"), "2026-11-22T12:00:00.000Z"),
  bucket: "sst-state-shop",
  opens: { a: { state: "no", secrets: "no" }, b: { state: "yes", secrets: "yes" } } as const,
};

test("of an artifact that cannot be read what was found out before stays known, of the other what is found now", () => {
  const unreadable = tried({ kind: "unreadable", etag: null, openedBy: null });
  const found = { state: "untested", secrets: "no" } as const;
  expect(whatIsKnown(evidence({ a: found, b: found, c: found }, { state: unreadable }), last).opens).toEqual({
    a: { state: "no", secrets: "no" },
    b: { state: "yes", secrets: "no" },
    c: { state: "untested", secrets: "no" },
  });
});

test("of thousands of recovery points the newest are remembered, and whatever opens something", () => {
  const id = (n: number) => `2026${String(n).padStart(4, "0")}T000000.000Z-1`;
  const many = Array.from({ length: 3000 }, (_, n) => [id(n), { state: n === 7 ? "yes" : "no", secrets: "no" }]);
  const { opens } = whatIsKnown(evidence(Object.fromEntries(many)), null);
  expect(Object.keys(opens)).toHaveLength(1001);
  expect(opens).toHaveProperty([id(7)]);
  expect(opens).toHaveProperty([id(2999)]);
  expect(opens).not.toHaveProperty([id(8)]);
});

test("the live value that is not in the vault is nothing to remember: it has no recovery point", () => {
  const live = { state: "yes", secrets: "yes" } as const;
  const openedBy = new Set(["live"]);
  const only = tried({ openedBy });
  const { opens, artifacts } = whatIsKnown(evidence({ live }, { state: only, secrets: only }), null);
  expect(opens).toEqual({});
  expect(artifacts.state).toEqual({ etag: "e1", kind: "present", openedBy: null });
});
