import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { style } from "../../../lib/cli/render/style.ts";
import { type Cell, type Column, table } from "../../../lib/cli/render/table.ts";

const COLUMNS: Column[] = [{ head: "NAME", flexible: true }, { head: "N", align: "right" }, { head: "WHO" }];
const plain = style(false);
const inAll = Number.POSITIVE_INFINITY;

describe("many rows", () => {
  const many = (count: number, cell: (n: number) => string) =>
    Array.from({ length: count }, (_, n): Cell[] => [cell(n), `${n}`, { text: "user/ana", format: "green" }]);

  test("are as many lines, however many", () => {
    const out = table(
      COLUMNS,
      many(200_000, (n) => `s${n}`),
      80,
      style(true),
    );
    expect(out.match(/\n/g)).toHaveLength(200_001);
  });
});

describe("characters that are two columns wide, or none", () => {
  const rows: Cell[][] = [
    ["日本語", "1", "a"],
    ["cafe\u0301", "22", "b"],
    ["👩‍👩‍👧", "3", "c"],
    ["stage", "4", { text: "語", format: "red" }],
  ];
  const aligned = ["NAME     N  WHO", "日本語   1  a", "cafe\u0301    22  b", "👩‍👩‍👧       3  c", "stage    4  語"];

  test("stand under each other, and a row stays a line where there is room", () => {
    expect(table(COLUMNS, rows, inAll, plain).trimEnd().split("\n")).toEqual(aligned);
    expect(table(COLUMNS, rows, 80, plain).trimEnd().split("\n")).toEqual(aligned);
  });

  test("are coloured without being moved", () => {
    const coloured = stripVTControlCharacters(table(COLUMNS, rows, inAll, style(true)));
    expect(coloured.replaceAll(/ +$/gm, "").trimEnd().split("\n")).toEqual(aligned);
  });

  test("go on in the next line where there is no room", () => {
    const out = table(
      COLUMNS,
      [
        ["日本語日本語", "1", "a"],
        ["stage", "2", "b"],
      ],
      16,
      plain,
    );
    expect(out.trimEnd().split("\n")).toEqual(["NAME      N  WHO", "日本語日  1  a", "本語", "stage     2  b"]);
  });
});
