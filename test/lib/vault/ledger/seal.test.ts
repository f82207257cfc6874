import { describe, expect, test } from "vitest";
import type { RecoveryPoint } from "../../../../lib/vault/ledger/recovery-point.ts";
import { assertSealedFor, type Sealed, sealContext, sealedDigest } from "../../../../lib/vault/ledger/seal.ts";
import { point } from "../../../support/ledger-samples.ts";
import { stage } from "../../../support/memory/memory-vault.ts";

const parameter = stage("dev");
const { recoveryPoint, sealed } = point(parameter, { parts: 2 }) as { recoveryPoint: RecoveryPoint; sealed: Sealed };

test("the context of a sealed value is these five pairs and no other, or nothing sealed before opens again", () => {
  expect(sealContext(parameter, "20261122T014946.123Z-1")).toEqual({
    v: "1",
    account: "000000000000",
    region: "us-east-1",
    name: "/sst/passphrase/shop/dev",
    recoveryPoint: "20261122T014946.123Z-1",
  });
});

test("the digest is of all parts in their order", () => {
  const of = (...parts: string[]) => sealedDigest({ parts: parts.map((part) => Buffer.from(part)), context: {} });
  expect(of("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(of("ab", "c")).toBe(of("abc"));
  expect(of("c", "ab")).not.toBe(of("abc"));
});

describe("a stored blob is opened", () => {
  const assertion =
    (blob: Sealed | null, of = parameter, under = recoveryPoint) =>
    () =>
      assertSealedFor(of, under, blob);

  test("where digest and context are those of its recovery point, in whatever order the pairs come", () => {
    expect(assertion(sealed)).not.toThrow();
    const reversed = Object.fromEntries(Object.entries(sealed.context).reverse());
    expect(assertion({ ...sealed, context: reversed })).not.toThrow();
  });

  const other = point(stage("prod"), { parts: 2 }) as { recoveryPoint: RecoveryPoint; sealed: Sealed };
  const { v: _, ...less } = sealed.context;
  test.each<[string, () => void]>([
    ["is gone", assertion(null)],
    ["is another stage's, with that one's context", assertion(other.sealed)],
    ["is another stage's, under our context", assertion({ ...sealed, parts: other.sealed.parts })],
    ["has another stage's context", assertion({ ...sealed, context: other.sealed.context })],
    ["has one pair less", assertion({ ...sealed, context: less })],
    ["has one pair more", assertion({ ...sealed, context: { ...sealed.context, part: "1" } })],
    ["has its parts in another order", assertion({ ...sealed, parts: sealed.parts.toReversed() })],
    ["is read under another parameter", assertion(sealed, stage("prod"))],
    [
      "is read under another recovery point",
      assertion(sealed, parameter, { ...recoveryPoint, id: "20261122T120000.123Z-2" }),
    ],
  ])("not where it %s", (_, opening) => {
    expect(opening).toThrow(expect.objectContaining({ name: "VaultError", code: "Damaged", hint: expect.any(String) }));
  });
});
