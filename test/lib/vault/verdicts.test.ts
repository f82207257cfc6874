import { expect, test } from "vitest";
import { Verdict } from "../../../lib/vault/api.ts";
import { isBroken } from "../../../lib/vault/verdicts.ts";

test("a stage is broken where its live value is known not to open it", () => {
  expect(Verdict.options.filter(isBroken)).toEqual(["recoverable", "split", "lost"]);
});

test.each(["", "Lost", "constructor"])("%j is no verdict, and nothing is broken by it", (text) => {
  expect(isBroken(text)).toBe(false);
});
