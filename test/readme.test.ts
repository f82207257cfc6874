import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { accessMatrix } from "../lib/infra/access/access.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

test("the README's permissions are those the stack grants", () => {
  expect(readme).toContain(accessMatrix());
});
