import { describe, expect, test } from "vitest";
import { brokenLines } from "../../../lib/cli/render/pieces.ts";
import { style } from "../../../lib/cli/render/style.ts";
import { type Cell, type Column, table } from "../../../lib/cli/render/table.ts";

const ID = "20261122T014946.123Z-12";
const drawn = (columns: Column[], rows: Cell[][], width: number) =>
  table(columns, rows, width, style(false)).trimEnd().split("\n");

describe("a text that is too wide", () => {
  test.each([
    { text: "state yes, secrets yes", width: 12, as: ["state yes,", "secrets yes"] },
    { text: "sst-vault-restore", width: 16, as: ["sst-vault-", "restore"] },
    { text: "role/Deploy/ci-17", width: 9, as: ["role/", "Deploy/", "ci-17"] },
    { text: "role/Deploy/ci-17", width: 4, as: ["role/", "Deploy/", "ci-", "17"] },
    { text: "/sst/passphrase/shop/dev", width: 17, as: ["/sst/passphrase/", "shop/dev"] },
    { text: "role/Deploy/ci-17", width: 10, as: ["role/", "Deploy/", "ci-17"] },
    { text: "in s3://bucket/key", width: 12, as: ["in", "s3://bucket/", "key"] },
    { text: "the table SstVault-Ledger", width: 20, as: ["the table", "SstVault-Ledger"] },
    { text: "verdict ok -> lost", width: 12, as: ["verdict ok", "-> lost"] },
    { text: "with --heads", width: 6, as: ["with", "--heads"] },
    { text: `from ${ID}`, width: 10, as: ["from", ID] },
    { text: "of 2026-11-22T01:49:46.123Z", width: 8, as: ["of", "2026-11-22T01:49:46.123Z"] },
    { text: "", width: 8, as: [""] },
  ])("goes on between words, and within one only after / or -: $text", ({ text, width, as }) => {
    expect(brokenLines(text, width)).toEqual(as);
  });
});

describe("a table that is too wide", () => {
  const columns: Column[] = [
    { head: "STAGE", flexible: true },
    { head: "WHAT", flexible: true },
    { head: "WHO", flexible: true },
  ];

  test("breaks no id and no time, however narrow it is", () => {
    const rows = [["production", `restored from ${ID}`, "role/Deploy/ci-17"]];
    for (let width = 20; width < 60; width++) {
      const lines = drawn(
        [...columns, { head: "TIME" }],
        rows.map((row) => [...row, "2026-11-22 01:49:46"]),
        width,
      );
      expect(lines.join("\n")).toContain(ID);
      expect(lines.join("\n")).toContain("2026-11-22 01:49:46");
    }
  });

  test("lets the widest column go on in the next line first", () => {
    expect(drawn(columns, [["production", "restore refused: a deploy holds the lock", "user/alice"]], 50)).toEqual([
      "STAGE       WHAT                        WHO",
      "production  restore refused: a deploy   user/alice",
      "            holds the lock",
    ]);
  });

  test("gives one long name many lines, and every other row one", () => {
    const row = (stage: string) => [stage, "updated: version 2", "role/Deploy/ci-17"];
    const lines = drawn(columns, [row("dev"), row("production"), row("n".repeat(60)), row("pr-17")], 60);

    expect(lines.filter((line) => line.includes("updated: version 2  role/Deploy/ci-17"))).toHaveLength(4);
    expect(lines.map((line) => line.match(/^n+/)?.[0] ?? "").join("")).toBe("n".repeat(60));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  test("leaves some letters of long names together", () => {
    const what = "restore refused: a deploy holds the lock, and that for many an hour";
    const lines = drawn(columns, [["n".repeat(24), what, "user/alice"]], 25);

    expect(lines.map((line) => line.match(/^n+/)?.[0]).filter(Boolean)).toEqual(Array(3).fill("n".repeat(8)));
  });

  test("keeps the names of 10,000 stages apart in a moment", () => {
    const rows = Array.from({ length: 10_000 }, (_, n) => [
      `stage-${n}`,
      `updated: version ${n}`,
      `role/Deploy/ci-${n}`,
    ]);
    const started = performance.now();
    const lines = drawn(columns, rows, 40);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(lines.length).toBeGreaterThan(10_000);
  });
});
