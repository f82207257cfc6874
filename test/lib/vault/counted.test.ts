import { expect, test } from "vitest";
import { counted } from "../../../lib/vault/counted.ts";

test.each([
  { told: counted(0, "parameter"), as: "0 parameters" },
  { told: counted(1, "parameter"), as: "1 parameter" },
  { told: counted(2, "parameter"), as: "2 parameters" },
  { told: counted(1, "entry", "entries"), as: "1 entry" },
  { told: counted(12_345, "entry", "entries"), as: "12,345 entries" },
])("things are counted in words that agree: $as", ({ told, as }) => {
  expect(told).toBe(as);
});
