import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { chain, chainHash, chainStart, missedVersions, parseBody } from "../../../../lib/vault/ledger/ledger.ts";
import { note, point, rowsOf } from "../../../support/ledger-samples.ts";
import { stage } from "../../../support/memory/memory-vault.ts";

const parameter = stage("dev");
const { arn } = parameter;
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

describe("the chain", () => {
  const rows = rowsOf(parameter, [point(parameter), note(), point(parameter, { version: 2 })]);
  const [first, second, third] = rows;

  test("starts at the parameter's ARN; each hash is of the one before and the body", () => {
    expect(first?.hash).toBe(sha256(sha256(arn) + first?.body));
    expect(second?.hash).toBe(sha256(`${first?.hash}${second?.body}`));
    expect(rowsOf(stage("prod"), [note()])[0]?.hash).not.toBe(rowsOf(parameter, [note()])[0]?.hash);
  });

  test("numbers entries without a gap and counts the recovery points so far", () => {
    expect(rows.map(({ entry }) => [entry.seq, entry.kept])).toEqual([
      [1, 1],
      [2, 1],
      [3, 2],
    ]);
    const [next] = chain(parameter, { seq: 3, hash: third?.hash ?? "", kept: 2 }, [note()], "2026-11-22T13:00:00.000Z");
    expect(next?.entry).toMatchObject({ seq: 4, kept: 2, recordedAt: "2026-11-22T13:00:00.000Z" });
    expect(next?.hash).toBe(chainHash(third?.hash ?? "", next?.body ?? ""));
  });

  test("holds what the body says, and the sealed value beside it", () => {
    for (const row of rows) expect(parseBody(arn, row.body)).toEqual(row.entry);
    expect(first?.sealed?.parts).toHaveLength(1);
    expect(first?.body).not.toContain(Buffer.from(first?.sealed?.parts[0] ?? []).toString("base64"));
    expect(JSON.parse(first?.body ?? "")).toMatchObject({ schema: 1, name: "/sst/passphrase/shop/dev", app: "shop" });
    expect(chainStart(arn)).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("a stored body", () => {
  const [row] = rowsOf(parameter, [point(parameter)]);
  const body = row?.body ?? "";

  test("of a newer schema asks for an upgrade, whatever else it holds", () => {
    for (const newer of [body.replace('"schema":1', '"schema":2'), '{"schema":7,"all":"different"}']) {
      const upgrade = expect.objectContaining({
        code: "UpgradeNeeded",
        hint: expect.stringContaining("upgrade the vault"),
      });
      expect(() => parseBody(arn, newer)).toThrow(upgrade);
    }
  });

  test("may hold more than this vault reads", () => {
    expect(parseBody(arn, body.replace("{", '{"more":true,'))).toEqual(row?.entry);
  });

  test.each<[string, string]>([
    ["no JSON", body.slice(0, -1)],
    ["empty", ""],
    ["no object", "null"],
    ["without a schema", body.replace('"schema":1,', "")],
    ["of schema 0", body.replace('"schema":1', '"schema":0')],
    ["of a type nobody knows", body.replace('"created"', '"erased"')],
    ["of no time", body.replace(/"time":"[^"]+"/, '"time":"2026-11-99T00:00:00.000Z"')],
    ["recorded at no time", body.replace(/"recordedAt":"[^"]+"/, '"recordedAt":"now"')],
    ["without a part of its recovery point", body.replace('"sealedDigest"', '"renamed"')],
  ])("that is %s is damage", (_, text) => {
    const damage = expect.objectContaining({ code: "Damaged", message: expect.stringContaining(arn) });
    expect(() => parseBody(arn, text)).toThrow(damage);
  });
});

test("an entry tells of missed versions only where it counts them", () => {
  const entry = (detail: Record<string, unknown>) => {
    const [row] = rowsOf(parameter, [note({ type: "capture-missed", detail })]);
    return row ? missedVersions(row.entry) : null;
  };
  expect(entry({ from: 2, to: 51 })).toEqual({ from: 2, to: 51, createdAt: null });
  expect(entry({ from: 3, to: 3, createdAt: "2026-11-22T12:00:00.000Z" })).toEqual({
    from: 3,
    to: 3,
    createdAt: "2026-11-22T12:00:00.000Z",
  });
  expect(entry({ reason: "deleted before it could be read" })).toBeNull();
});
